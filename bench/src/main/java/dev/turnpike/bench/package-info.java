/** Load rig and benchmarks. */
package dev.turnpike.bench;

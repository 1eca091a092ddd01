/**
 * Measurements with JMH, run one by one with {@link dev.turnpike.bench.jmh.Measure}. Libraries that are compared with are used here
 * alone; neither they nor JMH are on the class path of the product.
 */
package dev.turnpike.bench.jmh;

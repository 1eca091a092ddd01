/** Reads JSON into nodes that know their places. Imports the YAML library for its nodes only. */
package dev.turnpike.codec.json;

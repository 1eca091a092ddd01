/** What the journal says, for people and other programs: records as lines, tables and timelines. Nothing secret leaves this package. */
package dev.turnpike.records;

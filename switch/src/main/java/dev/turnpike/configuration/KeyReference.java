package dev.turnpike.configuration;

/**
 * One key that the code reads: the source of the reference page and of the test that compares code, page and annotated file.
 *
 * @param file         file name, for example {@code turnpike.yaml}
 * @param path         path with {@code []} for list entries, for example {@code listeners[].tls.ca}
 * @param type         what a value looks like, with unit and range, for people
 * @param defaultValue text of the default; {@code required} or {@code none} when there is none
 */
public record KeyReference(String file, String path, String type, String defaultValue) {
}

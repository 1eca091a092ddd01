package dev.turnpike.codec.dialect;

/**
 * One block of bytes before the MTI.
 *
 * @param name        name for people and files, such as {@code tpdu}
 * @param bytes       length in bytes; the usual length when {@code selfLength}
 * @param selfLength  true when the first byte of the block holds its length in bytes, itself included
 * @param text        bytes that must be there and are written by the encoder, empty for any
 * @param response    what an answer does with the block
 */
public record HeaderSpec(String name, int bytes, boolean selfLength, String text, Response response, FieldSpec spec) {
    /** What an answer does with a header block. */
    public enum Response {
        /** The answer carries the bytes of the request. */
        ECHO("echo"),
        /** Source and destination exchange places (TPDU, station ids). */
        SWAP("swap"),
        /** The sender of the answer writes its own. */
        REPLACE("replace");

        private final String label;

        Response(String label) {
            this.label = label;
        }

        /** The word of the dialect file. */
        public String label() {
            return label;
        }
    }
}

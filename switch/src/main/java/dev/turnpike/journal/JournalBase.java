package dev.turnpike.journal;

import java.io.IOException;

/**
 * The last record that is no longer in the journal because retention removed its segment: what the first remaining record chains to.
 *
 * @param sequence its sequence, 0 when nothing was removed
 * @param epoch    its epoch
 * @param checksum its checksum
 */
record JournalBase(long sequence, int epoch, int checksum) {
    /** Nothing was ever removed. */
    static final JournalBase NONE = new JournalBase(0, 0, 0);

    /** Reads the base of a journal; {@link JournalException} 65 when its file is damaged. */
    static JournalBase read(JournalLayout layout) throws IOException {
        String text = JournalLayout.read(layout.baseFile());
        if (text == null) {
            return NONE;
        }
        try {
            String[] parts = text.split(" ");
            JournalBase base = new JournalBase(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), (int) Long.parseLong(parts[2], 16));
            if (parts.length == 3 && base.sequence() >= 0) {
                return base;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw damaged(layout, e);
        }
        throw damaged(layout, null);
    }

    private static JournalException damaged(JournalLayout layout, Exception cause) {
        return new JournalException(JournalException.DAMAGED, layout.baseFile() + " does not hold sequence, epoch and checksum.", cause);
    }

    /** Stores it durably. */
    void write(JournalLayout layout) throws IOException {
        JournalLayout.replace(layout.baseFile(), sequence + " " + epoch + " " + String.format("%08x", checksum));
    }
}

package dev.turnpike.codec.dialect;

import java.util.Collection;
import java.util.List;

/** Which fields a kind of message must and may have. Immutable; the tests do not allocate. */
public final class PresenceRow {
    /**
     * A condition on digits of a field.
     *
     * @param field number of the field
     * @param from  first digit, from 0
     * @param count number of digits, 1 to 18
     * @param value their value
     */
    public record Condition(int field, int from, int count, long value) {
    }

    private static final int WORDS = 3;

    private final String name;
    private final int mti;
    private final Condition[] conditions;
    private final long[] mandatory;
    private final long[] allowed;

    PresenceRow(String name, int mti, List<Condition> conditions, Collection<Integer> mandatory, Collection<Integer> others) {
        this.name = name;
        this.mti = mti;
        this.conditions = conditions.toArray(new Condition[0]);
        this.mandatory = bits(mandatory);
        this.allowed = bits(others);
        for (int i = 0; i < WORDS; i++) {
            allowed[i] |= this.mandatory[i];
        }
    }

    private static long[] bits(Collection<Integer> fields) {
        long[] words = new long[WORDS];
        for (int field : fields) {
            words[field - 1 >> 6] |= Long.MIN_VALUE >>> (field - 1 & 63);
        }
        return words;
    }

    /** Name of the kind of message, such as {@code sale}. */
    public String name() {
        return name;
    }

    /** The MTI it has. */
    public int mti() {
        return mti;
    }

    /** Number of conditions, all of which must hold. */
    public int conditionCount() {
        return conditions.length;
    }

    /** A condition by index. */
    public Condition condition(int index) {
        return conditions[index];
    }

    /** Bits of the fields that must be there, in the form of a bitmap of level 0 to 2. */
    public long mandatory(int level) {
        return mandatory[level];
    }

    /** Bits of the fields that may be there, those that must included. */
    public long allowed(int level) {
        return allowed[level];
    }
}

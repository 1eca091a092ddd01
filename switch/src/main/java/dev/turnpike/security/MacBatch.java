package dev.turnpike.security;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * MACs of several independent messages that a {@link SecurityModule} may compute side by side: the chain of one message waits for every
 * step, two chains share the time. Add the messages, give the batch to {@link SecurityModule#macs}, read {@link #status}. A MAC that is
 * generated must not lie in the data of another message of the batch. Confined to the module's thread; adding and running allocate nothing.
 */
public final class MacBatch {
    private final int[] keys;
    private final MacAlgorithm[] algorithms;
    private final MacOutput[] outputs;
    private final DirectBuffer[] data;
    private final int[] offsets;
    private final int[] lengths;
    /** Where a MAC to verify is; null for one to generate. */
    private final DirectBuffer[] macs;
    /** Where a generated MAC goes; null for one to verify. */
    private final MutableDirectBuffer[] destinations;
    private final int[] macOffsets;
    private final int[] macLengths;
    private final int[] statuses;
    private final MacLanes lanes;
    private int size;

    /**
     * For up to {@code capacity} messages, numbered from 0 as they are added.
     *
     * @throws IllegalArgumentException unless the capacity is 1 to 4096
     */
    public MacBatch(int capacity) {
        if (capacity < 1 || capacity > 4096) {
            throw new IllegalArgumentException("a batch has room for 1 to 4096 messages, not " + capacity);
        }
        keys = new int[capacity];
        algorithms = new MacAlgorithm[capacity];
        outputs = new MacOutput[capacity];
        data = new DirectBuffer[capacity];
        offsets = new int[capacity];
        lengths = new int[capacity];
        macs = new DirectBuffer[capacity];
        destinations = new MutableDirectBuffer[capacity];
        macOffsets = new int[capacity];
        macLengths = new int[capacity];
        statuses = new int[capacity];
        lanes = new MacLanes(capacity);
    }

    /** Forgets all messages. */
    public void clear() {
        Arrays.fill(data, 0, size, null);
        Arrays.fill(macs, 0, size, null);
        Arrays.fill(destinations, 0, size, null);
        size = 0;
    }

    /** Messages added. */
    public int size() {
        return size;
    }

    /** Messages there is room for. */
    public int capacity() {
        return keys.length;
    }

    /**
     * Adds a MAC to verify; arguments as those of {@link SecurityModule#verifyMac}. The buffers must stay as they are until the batch has run.
     *
     * @return the message's number
     * @throws IllegalStateException when the batch is full
     */
    public int verify(int key, MacAlgorithm algorithm, MacOutput output, DirectBuffer message, int offset, int length,
                      DirectBuffer mac, int macOffset, int macLength) {
        int i = add(key, algorithm, output, message, offset, length);
        macs[i] = mac;
        macOffsets[i] = macOffset;
        macLengths[i] = macLength;
        return i;
    }

    /**
     * Adds a MAC to generate; arguments as those of {@link SecurityModule#generateMac}.
     *
     * @return the message's number
     * @throws IllegalStateException when the batch is full
     */
    public int generate(int key, MacAlgorithm algorithm, MacOutput output, DirectBuffer message, int offset, int length,
                        MutableDirectBuffer out, int outOffset) {
        int i = add(key, algorithm, output, message, offset, length);
        destinations[i] = out;
        macOffsets[i] = outOffset;
        return i;
    }

    private int add(int key, MacAlgorithm algorithm, MacOutput output, DirectBuffer message, int offset, int length) {
        if (size == keys.length) {
            throw new IllegalStateException("the batch is full: " + size + " messages");
        }
        int i = size++;
        keys[i] = key;
        algorithms[i] = algorithm;
        outputs[i] = output;
        data[i] = message;
        offsets[i] = offset;
        lengths[i] = length;
        macs[i] = null;
        destinations[i] = null;
        statuses[i] = SecurityStatus.UNAVAILABLE.code();
        return i;
    }

    /** What {@code verifyMac} or {@code generateMac} would have returned for the message; {@code UNAVAILABLE} before the batch has run. */
    public int status(int message) {
        return statuses[message];
    }

    /** One call after the other: for modules that compute nothing side by side. */
    void runSingly(SecurityModule module) {
        for (int i = 0; i < size; i++) {
            statuses[i] = destinations[i] == null
                ? module.verifyMac(keys[i], algorithms[i], outputs[i], data[i], offsets[i], lengths[i], macs[i], macOffsets[i], macLengths[i])
                : module.generateMac(keys[i], algorithms[i], outputs[i], data[i], offsets[i], lengths[i], destinations[i], macOffsets[i]);
        }
    }

    /** All at once, with the keys of the software module. */
    void run(KeyTable table, MacCalculator calculator) {
        try {
            compute(table, calculator);
        } finally {
            lanes.wipe(size);
        }
    }

    private void compute(KeyTable table, MacCalculator calculator) {
        for (int i = 0; i < size; i++) {
            LoadedKey key = table.get(keys[i]);
            boolean generate = destinations[i] != null;
            statuses[i] = MacCalculator.refusal(key, algorithms[i], generate);
            if (statuses[i] == 0 && !generate && macLengths[i] != MacOutput.LENGTH) {
                statuses[i] = SecurityStatus.MAC_WRONG.code();
            }
            boolean inside = Ranges.readable(data[i], offsets[i], lengths[i]) && (generate
                ? Ranges.writable(destinations[i], macOffsets[i], MacOutput.LENGTH) : Ranges.readable(macs[i], macOffsets[i], macLengths[i]));
            if (statuses[i] == 0 && !inside) {
                statuses[i] = SecurityStatus.ARGUMENT_REFUSED.code();
            }
            if (statuses[i] != 0) {
                lanes.leave(i);
            } else if (!lanes.take(i, key, algorithms[i], data[i], offsets[i], lengths[i])) {
                finish(i, calculator, calculator.compute(key, algorithms[i], data[i], offsets[i], lengths[i]));
            }
        }
        lanes.run(size);
        for (int i = 0; i < size; i++) {
            if (lanes.taken(i)) {
                finish(i, calculator, lanes.mac(i));
            }
        }
    }

    private void finish(int i, MacCalculator calculator, long mac) {
        if (destinations[i] != null) {
            destinations[i].putBytes(macOffsets[i], calculator.form(mac, outputs[i]), 0, MacOutput.LENGTH);
            statuses[i] = MacOutput.LENGTH;
        } else {
            statuses[i] = calculator.matches(mac, outputs[i], macs[i], macOffsets[i]) ? 0 : SecurityStatus.MAC_WRONG.code();
        }
    }
}

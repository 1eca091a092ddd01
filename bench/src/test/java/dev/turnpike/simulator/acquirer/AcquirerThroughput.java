package dev.turnpike.simulator.acquirer;

import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireWriter;
import dev.turnpike.status.SystemClock;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;

/** Not a test: how many purchases a second one acquirer answers when they are sent in blocks. Run its main by hand. */
final class AcquirerThroughput {
    private static final int BLOCK = 64;

    private AcquirerThroughput() {
    }

    public static void main(String[] args) throws IOException {
        int blocks = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        try (SimulatedAcquirer acquirer = SimulatedAcquirer.start(new AcquirerContext().signOnRequired(false)
            .ledgerLimit(100_000).conclude());
                Socket socket = new Socket("127.0.0.1", acquirer.port())) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            byte[] skip = new byte[4096];
            long start = SystemClock.INSTANCE.monotonicNs();
            int stan = 0;
            for (int i = 0; i < blocks; i++) {
                if (i == blocks / 4) {
                    start = SystemClock.INSTANCE.monotonicNs();
                }
                socket.getOutputStream().write(block(stan));
                stan += BLOCK;
                for (int k = 0; k < BLOCK; k++) {
                    in.readFully(skip, 0, in.readUnsignedShort());
                }
            }
            long elapsed = SystemClock.INSTANCE.monotonicNs() - start;
            System.out.println((blocks - blocks / 4) * (long) BLOCK * 1_000_000_000L / elapsed + " purchases/s "
                + acquirer.counters());
        }
    }

    private static byte[] block(int first) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WireWriter writer = new WireWriter(WireLayout.ISO87A_HEX, 1024);
        for (int i = 0; i < BLOCK; i++) {
            Map<Integer, String> fields = AcquirerClient.sale("6222020012345671", 1000, (first + i) % 1_000_000);
            fields.put(7, String.format("1122%06d", (first + i) / 1_000_000));
            writer.begin(200, false);
            fields.forEach(writer::put);
            int length = writer.finish();
            out.write(length >> 8);
            out.write(length);
            out.write(writer.buffer(), 0, length);
        }
        return out.toByteArray();
    }
}

package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.wire.DesKey;
import dev.turnpike.simulator.wire.MessageMac;
import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import dev.turnpike.simulator.wire.WireWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;

/** Answers terminals as a test tells it to. Keeps every request frame. */
final class StubSwitch implements AutoCloseable {
    /** Decides one answer: fills the writer from the request, or leaves {@link Answer#silent}. */
    static final class Answer {
        final WireReader request = new WireReader(WireLayout.POS);
        final WireWriter writer = new WireWriter(WireLayout.POS, 1024);
        boolean silent;
        boolean hangUp;
        boolean wrongMac;
        String code = "00";
        long amount = -1;
        byte[] keys;
        String totals;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final BiConsumer<Integer, Answer> script;
    private final MessageMac mac;
    final List<byte[]> requests = Collections.synchronizedList(new ArrayList<>());

    StubSwitch(MessageMac.Method method, DesKey macKey, BiConsumer<Integer, Answer> script) throws IOException {
        this.script = script;
        this.mac = macKey == null ? null : new MessageMac(method, macKey);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    WireReader request(int index) {
        WireReader reader = new WireReader(WireLayout.POS);
        byte[] frame = requests.get(index);
        if (reader.wrap(frame, 0, frame.length) != 0) {
            throw new IllegalStateException("request does not parse");
        }
        return reader;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test has closed the listener.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] frame = new byte[in.readUnsignedShort()];
                in.readFully(frame);
                Answer answer = new Answer();
                int walked = answer.request.wrap(frame, 0, frame.length);
                requests.add(frame);
                if (walked != 0) {
                    throw new IOException("request does not parse, field " + walked);
                }
                script.accept(answer.request.mti(), answer);
                if (answer.hangUp) {
                    return;
                }
                if (!answer.silent) {
                    int length = write(answer, frame);
                    out.writeShort(length);
                    out.write(answer.writer.buffer(), 0, length);
                    out.flush();
                }
            }
        } catch (IOException e) {
            // The terminal has hung up.
        }
    }

    private int write(Answer answer, byte[] frame) {
        WireReader in = answer.request;
        WireWriter out = answer.writer;
        byte[] head = Arrays.copyOf(frame, 11);
        out.begin(in.mti() + 10, false).header(0, head, 0, 11).copy(3, in);
        if (answer.amount >= 0) {
            out.putNumber(4, answer.amount);
        } else {
            out.copy(4, in);
        }
        out.copy(11, in).put(12, "101112").put(13, "1122").put(37, "632610111213").put(39, answer.code).copy(41, in).copy(42, in);
        if (answer.totals != null) {
            out.put(48, answer.totals);
        }
        out.copy(49, in).copy(60, in);
        if (answer.keys != null) {
            out.put(62, answer.keys);
        }
        boolean signed = in.has(64) && mac != null;
        int at = signed ? out.reserve(64, 8) : -1;
        int length = out.finish();
        if (signed) {
            mac.compute(out.buffer(), out.bodyOffset(), at - out.bodyOffset(), out.buffer(), at);
            out.buffer()[at] ^= (byte) (answer.wrongMac ? 1 : 0);
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

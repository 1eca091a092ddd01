package dev.turnpike.simulator.acquirer;

import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import dev.turnpike.simulator.wire.WireWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

/** A plain blocking acquirer link for tests. */
final class AcquirerClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final WireLayout layout;

    AcquirerClient(int port, WireLayout layout) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(5_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        this.layout = layout;
    }

    static Map<Integer, String> sale(String pan, long amountMinor, int stan) {
        Map<Integer, String> fields = new TreeMap<>();
        fields.put(2, pan);
        fields.put(3, "000000");
        fields.put(4, String.format("%012d", amountMinor));
        fields.put(7, "1122120000");
        fields.put(11, String.format("%06d", stan));
        fields.put(12, "200000");
        fields.put(13, "1122");
        fields.put(22, "051");
        fields.put(25, "00");
        fields.put(32, "10010000");
        fields.put(37, "632600000001");
        fields.put(41, "10000001");
        fields.put(42, "898100012340001");
        fields.put(49, "156");
        return fields;
    }

    static Map<Integer, String> about(Map<Integer, String> original, int mti, int stan) {
        Map<Integer, String> fields = new TreeMap<>(original);
        fields.put(90, String.format("%04d", mti) + original.get(11) + original.get(7) + "0".repeat(22));
        fields.put(11, String.format("%06d", stan));
        return fields;
    }

    WireReader ask(int mti, Map<Integer, String> fields) throws IOException {
        send(mti, fields);
        return receive();
    }

    void send(int mti, Map<Integer, String> fields) throws IOException {
        WireWriter writer = new WireWriter(layout, 2048);
        writer.begin(mti, fields.keySet().stream().anyMatch(f -> f > 64));
        for (Map.Entry<Integer, String> field : new TreeMap<>(fields).entrySet()) {
            if (field.getKey() == 52 || field.getKey() == 55) {
                writer.put(field.getKey(), dev.turnpike.simulator.wire.Hex.bytes(field.getValue()));
            } else {
                writer.put(field.getKey(), field.getValue());
            }
        }
        int length = writer.finish();
        out.writeShort(length);
        out.write(writer.buffer(), 0, length);
        out.flush();
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    WireReader receive() throws IOException {
        byte[] frame = frame();
        WireReader reader = new WireReader(layout);
        if (reader.wrap(frame, 0, frame.length) != 0) {
            throw new IOException("answer does not parse");
        }
        return reader;
    }

    byte[] frame() throws IOException {
        byte[] frame = new byte[in.readUnsignedShort()];
        in.readFully(frame);
        return frame;
    }

    int read() throws IOException {
        return in.read();
    }

    void silence(int ms) throws IOException {
        socket.setSoTimeout(ms);
    }

    WireReader signOn() throws IOException {
        return ask(800, Map.of(7, "1122120000", 11, "000001", 70, "001"));
    }

    static String http(String method, int port, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

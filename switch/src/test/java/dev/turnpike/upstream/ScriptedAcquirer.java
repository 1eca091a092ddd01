package dev.turnpike.upstream;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.agrona.concurrent.UnsafeBuffer;

/** An acquirer on a real socket that does what a test says; a thread per connection. */
final class ScriptedAcquirer implements AutoCloseable {
    final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    final List<Socket> sockets = new CopyOnWriteArrayList<>();
    volatile String signOnCode = "00";
    volatile boolean answersNetwork = true;
    volatile boolean reads = true;
    private final Dialect dialect;
    private final ServerSocket server;

    /** Connection of the last message that was not network management. */
    volatile Socket carrier;

    ScriptedAcquirer(Dialect dialect, int port, ServerSocketFactory factory) throws IOException {
        this.dialect = dialect;
        server = factory.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    ScriptedAcquirer(Dialect dialect) throws IOException {
        this(dialect, 0, ServerSocketFactory.getDefault());
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-acquirer");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed by the test.
            sockets.forEach(ScriptedAcquirer::closeQuietly);
        }
    }

    private void serve(Socket socket) {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (reads) {
                byte[] frame = new byte[in.readUnsignedShort()];
                in.readFully(frame);
                boolean network = frame.length > 1 && frame[1] == '8';
                carrier = network ? carrier : socket;
                if (network && answersNetwork) {
                    byte[] answer = answer(frame);
                    if (answer != null) {
                        send(socket, answer);
                    }
                }
                received.add(frame);
            }
        } catch (IOException e) {
            closeQuietly(socket);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] answer(byte[] request) {
        MessageDecoder decoder = decode(request);
        if (decoder.mti() != 800) {
            return null;
        }
        UnsafeBuffer out = new UnsafeBuffer(new byte[256]);
        MessageEncoder encoder = new MessageEncoder().wrap(dialect, out, 0, 256).expectFieldsAbove64().mti(810).copy(7, decoder)
            .copy(11, decoder).put(39, decoder.asLong(70) == 1 ? signOnCode : "00").copy(70, decoder);
        return bytes(out, encoder.finish());
    }

    MessageDecoder decode(byte[] message) {
        MessageDecoder decoder = new MessageDecoder();
        int error = decoder.wrap(dialect, new UnsafeBuffer(message), 0, message.length);
        if (error != 0 || decoder.validate() != 0) {
            throw new AssertionError(decoder.errorText());
        }
        return decoder;
    }

    /** A message with STAN and function of the acquirer's own. */
    byte[] message(int mti, int stan, int function) {
        UnsafeBuffer out = new UnsafeBuffer(new byte[256]);
        MessageEncoder encoder = new MessageEncoder().wrap(dialect, out, 0, 256).mti(mti).put(7, "1122200000").putLong(11, stan);
        if (function > 0) {
            encoder.putLong(70, function);
        }
        return bytes(out, encoder.finish());
    }

    private static byte[] bytes(UnsafeBuffer buffer, int length) {
        if (length <= 0) {
            throw new AssertionError("not encoded: " + length);
        }
        byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    static void send(Socket socket, byte[] message) throws IOException {
        sendRaw(socket, ByteBuffer.allocate(2 + message.length).putShort((short) message.length).put(message).array());
    }

    static void sendRaw(Socket socket, byte[] bytes) throws IOException {
        synchronized (socket) {
            socket.getOutputStream().write(bytes);
        }
    }

    /** The next message, waiting at most fifteen seconds. */
    byte[] take() {
        try {
            byte[] message = received.poll(15, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("the acquirer received nothing");
            }
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The newest connection. */
    Socket socket() {
        return sockets.get(sockets.size() - 1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        sockets.forEach(ScriptedAcquirer::closeQuietly);
    }
}

package dev.turnpike.simulator.terminal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** The connection of one terminal: two-byte length frames over TLS. Connects when needed. One thread. */
final class TerminalLink implements AutoCloseable {
    private final TerminalContext context;
    private Socket socket;

    TerminalLink(TerminalContext context) {
        this.context = context;
    }

    private Socket connected() throws IOException {
        if (socket != null) {
            return socket;
        }
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(context.connectTimeoutMs());
            plain.connect(new InetSocketAddress(context.host(), context.port()), context.connectTimeoutMs());
            socket = context.tls() == null ? plain : context.tls().wrap(plain, context.host(), context.port());
        } catch (IOException e) {
            plain.close();
            throw e;
        }
        return socket;
    }

    /** Makes sure that there is a connection. */
    void connect() throws IOException {
        connected();
    }

    /** Sends one frame; {@code message} has the length at {@code from - 2} free to be written. */
    void send(byte[] message, int length) throws IOException {
        byte[] frame = new byte[length + 2];
        frame[0] = (byte) (length >> 8);
        frame[1] = (byte) length;
        System.arraycopy(message, 0, frame, 2, length);
        try {
            connected().getOutputStream().write(frame);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The next frame without its length; an {@link IOException}, time-out included, leaves the link closed. */
    byte[] receive(long deadlineNs) throws IOException {
        try {
            InputStream in = connected().getInputStream();
            byte[] length = read(in, 2, deadlineNs);
            return read(in, (length[0] & 0xFF) << 8 | length[1] & 0xFF, deadlineNs);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private byte[] read(InputStream in, int count, long deadlineNs) throws IOException {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count) {
            long leftMs = (deadlineNs - context.clock().monotonicNs()) / 1_000_000;
            if (leftMs < 1) {
                throw new SocketTimeoutException("no answer in time");
            }
            socket.setSoTimeout((int) leftMs);
            int got = in.read(bytes, filled, count - filled);
            if (got < 0) {
                throw new EOFException("the switch closed the connection");
            }
            filled += got;
        }
        return bytes;
    }

    /** Hangs up; the next exchange connects anew. */
    @Override
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // A connection that cannot be closed in order is gone all the same.
            }
            socket = null;
        }
    }
}

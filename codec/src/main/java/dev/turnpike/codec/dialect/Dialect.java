package dev.turnpike.codec.dialect;

import java.nio.charset.Charset;
import java.util.List;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.encoding.Ebcdic;

/** One party's ISO 8583, loaded. Immutable; any thread. */
public final class Dialect {
    /** Highest field number: three bitmaps. */
    public static final int FIELD_MAX = 192;
    /** Most header blocks. */
    public static final int HEADER_MAX = 8;

    private final String name;
    private final String title;
    private final FrameSpec frame;
    private final HeaderSpec[] headers;
    private final int[] headerOffsets;
    private final UnsafeBuffer headerBytes;
    private final ContentEncoding mtiEncoding;
    private final BitmapSpec bitmap;
    private final Charset charset;
    private final Ebcdic ebcdic;
    private final boolean keepRemainder;
    private final FieldSpec[] fields;
    private final PresenceRow[] presence;

    Dialect(DialectBuilder b) {
        name = b.name;
        title = b.title;
        frame = b.frame;
        headers = b.headers.toArray(new HeaderSpec[0]);
        headerOffsets = headerOffsets(headers);
        headerBytes = headerBytes(headers, headerOffsets);
        mtiEncoding = b.mtiEncoding;
        bitmap = b.bitmap;
        charset = b.charset;
        ebcdic = b.ebcdic;
        keepRemainder = b.keepRemainder;
        fields = b.fields.clone();
        presence = b.presence.toArray(new PresenceRow[0]);
    }

    private Dialect(Dialect other, HeaderSpec[] headers) {
        name = other.name;
        title = other.title;
        frame = other.frame;
        this.headers = headers;
        headerOffsets = headerOffsets(headers);
        headerBytes = headerBytes(headers, headerOffsets);
        mtiEncoding = other.mtiEncoding;
        bitmap = other.bitmap;
        charset = other.charset;
        ebcdic = other.ebcdic;
        keepRemainder = other.keepRemainder;
        fields = other.fields;
        presence = other.presence;
    }

    private static int[] headerOffsets(HeaderSpec[] headers) {
        int[] offsets = new int[headers.length + 1];
        for (int i = 0; i < headers.length; i++) {
            offsets[i + 1] = offsets[i] + headers[i].bytes();
        }
        return offsets;
    }

    private static UnsafeBuffer headerBytes(HeaderSpec[] headers, int[] offsets) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[offsets[headers.length]]);
        for (int i = 0; i < headers.length; i++) {
            if (headers[i].selfLength()) {
                bytes.putByte(offsets[i], (byte) headers[i].bytes());
            }
            for (int k = 0; k < headers[i].text().length(); k++) {
                bytes.putByte(offsets[i] + k, (byte) headers[i].text().charAt(k));
            }
        }
        return bytes;
    }

    /** The same dialect for messages that start at their MTI (test dumps, tunnels). */
    public Dialect withoutHeaders() {
        return headers.length == 0 ? this : new Dialect(this, new HeaderSpec[0]);
    }

    /** Name, as in {@code --dialect}. */
    public String name() {
        return name;
    }

    /** One line for people. */
    public String title() {
        return title;
    }

    /** The usual frame. */
    public FrameSpec frame() {
        return frame;
    }

    /** The header blocks in order. */
    public List<HeaderSpec> headers() {
        return List.of(headers);
    }

    /** Number of header blocks. */
    public int headerCount() {
        return headers.length;
    }

    /** A header block by index. */
    public HeaderSpec header(int index) {
        return headers[index];
    }

    /** Where a header block of the usual length begins, counted from the first one; for {@link #headerCount} where the MTI begins. */
    public int headerOffset(int index) {
        return headerOffsets[index];
    }

    /** Header blocks of the usual length as a new message has them: zeros, own length, fixed text. Not to be written to. */
    public DirectBuffer headerBytes() {
        return headerBytes;
    }

    /** {@link ContentEncoding#ASCII}, {@link ContentEncoding#EBCDIC} (4 bytes) or {@link ContentEncoding#BCD} (2 bytes). */
    public ContentEncoding mtiEncoding() {
        return mtiEncoding;
    }

    /** Bytes of the MTI on the wire. */
    public int mtiBytes() {
        return mtiEncoding == ContentEncoding.BCD ? 2 : 4;
    }

    /** The bitmaps. */
    public BitmapSpec bitmap() {
        return bitmap;
    }

    /** Charset of canonical text. */
    public Charset charset() {
        return charset;
    }

    /** EBCDIC code page. */
    public Ebcdic ebcdic() {
        return ebcdic;
    }

    /** True when bytes after the last field are kept; otherwise they are an error. */
    public boolean keepRemainder() {
        return keepRemainder;
    }

    /** The specification of a field 2 to 192, or null when the dialect has none. */
    public FieldSpec field(int number) {
        return number >= 0 && number < fields.length ? fields[number] : null;
    }

    /** Number of presence rows. */
    public int presenceCount() {
        return presence.length;
    }

    /** A presence row, in the order of the file: the first that fits a message counts. */
    public PresenceRow presence(int index) {
        return presence[index];
    }

    /** Name only. */
    @Override
    public String toString() {
        return name;
    }
}

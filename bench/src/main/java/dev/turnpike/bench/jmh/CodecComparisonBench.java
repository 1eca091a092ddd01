package dev.turnpike.bench.jmh;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import dev.turnpike.codec.dialect.Dialects;
import java.io.UnsupportedEncodingException;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The ASCII message of {@link CodecBench} with j8583, which makes an object per field. Same bytes in and out, checked before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecComparisonBench {
    private static final int REQUEST = 0x200;

    private final MessageFactory<IsoMessage> factory = new MessageFactory<>();
    private byte[] bytes;
    private IsoMessage parsed;

    /** JMH makes the state. */
    public CodecComparisonBench() {
    }

    /** Describes the message to j8583 and checks that it gives the same bytes back. */
    @Setup
    public void message() throws ParseException, UnsupportedEncodingException {
        bytes = PurchaseMessages.in(Dialects.shipped("iso87a-hex"));
        Map<Integer, FieldParseInfo> fields = new HashMap<>();
        for (int field : new int[] {2, 35}) {
            fields.put(field, field(IsoType.LLVAR, 0));
        }
        fields.put(60, field(IsoType.LLLVAR, 0));
        int[][] fixed = {{3, 6}, {4, 12}, {11, 6}, {13, 4}, {14, 4}, {22, 3}, {23, 3}, {25, 2}, {26, 2}, {53, 16}};
        for (int[] numberAndLength : fixed) {
            fields.put(numberAndLength[0], field(IsoType.NUMERIC, numberAndLength[1]));
        }
        fields.put(41, field(IsoType.ALPHA, 8));
        fields.put(42, field(IsoType.ALPHA, 15));
        fields.put(49, field(IsoType.ALPHA, 3));
        fields.put(52, field(IsoType.BINARY, 8));
        fields.put(55, field(IsoType.LLLBIN, 0));
        fields.put(64, field(IsoType.BINARY, 8));
        factory.setParseMap(REQUEST, fields);
        factory.setCharacterEncoding("ISO-8859-1");
        parsed = decode();
        PurchaseMessages.require(java.util.Arrays.equals(bytes, encode()), "j8583 gives another message");
    }

    private static FieldParseInfo field(IsoType type, int length) {
        return FieldParseInfo.getInstance(type, length, "ISO-8859-1", false);
    }

    /** From bytes to an object per field. */
    @Benchmark
    public IsoMessage decode() throws ParseException, UnsupportedEncodingException {
        return factory.parseMessage(bytes, 0);
    }

    /** From these objects to bytes. */
    @Benchmark
    public byte[] encode() {
        return parsed.writeData();
    }
}

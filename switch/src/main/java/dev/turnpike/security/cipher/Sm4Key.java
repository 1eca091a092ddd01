package dev.turnpike.security.cipher;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * An SM4 key (GB/T 32907, 16 bytes), expanded. Confined to one thread. Four tables of 256 words merge the S-box with the linear
 * transformation; look-up addresses depend on secret data, branches do not.
 */
public final class Sm4Key extends BlockKey {
    private static final String S_BOX = "D690E9FECCE13DB716B614C228FB2C052B679A762ABE04C3AA441326498606999C4250F491EF987A33540B43EDCFAC62"
        + "E4B31CA9C908E89580DF94FA758F3FA64707A7FCF37317BA83593C19E6854FA8686B81B27164DA8BF8EB0F4B70569D351E240E5E6358D1A225227C3B01217887"
        + "D40046579FD327524C3602E7A0C4C89EEABF8AD240C738B5A3F7F2CEF96115A1E0AE5DA49B341A55AD933230F58CB1E31DF6E22E8266CA60C02923AB0D534E6F"
        + "D5DB3745DEFD8E2F03FF6A726D6C5B518D1BAF92BBDDBC7F11D95C411F105AD80AC13188A5CD7BBD2D74D012B8E5B4B08969974A0C96777E65B9F109C56EC684"
        + "18F07DEC3ADC4D2079EE5F3ED7CB3948";
    private static final byte[] S = Hex.decode(S_BOX);
    private static final int[] T0 = table(24);
    private static final int[] T1 = table(16);
    private static final int[] T2 = table(8);
    private static final int[] T3 = table(0);
    private static final int[] FK = {0xA3B1BAC6, 0x56AA3350, 0x677D9197, 0xB27022DC};

    static final int ROUNDS = 32;

    private final int[] forward = new int[ROUNDS + 1];
    private final int[] backward = new int[ROUNDS + 1];

    /** Expands 16 bytes of {@code key}; throws {@link IllegalArgumentException} for another length. */
    public Sm4Key(byte[] key, int offset, int length) {
        if (length != 16) {
            throw new IllegalArgumentException("an SM4 key has 16 bytes, not " + length);
        }
        int a = Blocks.getInt(key, offset) ^ FK[0];
        int b = Blocks.getInt(key, offset + 4) ^ FK[1];
        int c = Blocks.getInt(key, offset + 8) ^ FK[2];
        int d = Blocks.getInt(key, offset + 12) ^ FK[3];
        for (int i = 0; i < ROUNDS; i++) {
            int ck = 0;
            for (int j = 0; j < 4; j++) {
                ck = ck << 8 | (4 * i + j) * 7 & 255;
            }
            int t = substitute(b ^ c ^ d ^ ck);
            int next = a ^ t ^ Integer.rotateLeft(t, 13) ^ Integer.rotateLeft(t, 23);
            forward[i] = next;
            backward[ROUNDS - 1 - i] = next;
            a = b;
            b = c;
            c = d;
            d = next;
        }
    }

    private static int[] table(int shift) {
        int[] t = new int[256];
        for (int i = 0; i < 256; i++) {
            int b = (S[i] & 255) << shift;
            t[i] = b ^ Integer.rotateLeft(b, 2) ^ Integer.rotateLeft(b, 10) ^ Integer.rotateLeft(b, 18) ^ Integer.rotateLeft(b, 24);
        }
        return t;
    }

    private static int substitute(int x) {
        return (S[x >>> 24] & 255) << 24 | (S[x >>> 16 & 255] & 255) << 16 | (S[x >>> 8 & 255] & 255) << 8 | S[x & 255] & 255;
    }

    @Override
    public int blockBytes() {
        return 16;
    }

    /**
     * S-box and linear transformation of {@code x}, added to {@code y}. A tree of sums in which the look-ups that need most work for
     * their address come last, since its depth is on the critical path.
     */
    static int mix(int y, int x) {
        return ((y ^ T0[x >>> 24]) ^ T3[x & 255]) ^ (T1[x >>> 16 & 255] ^ T2[x >>> 8 & 255]);
    }

    @Override
    public void encrypt(byte[] in, int inOffset, byte[] out, int outOffset) {
        rounds(forward, Blocks.getLong(in, inOffset), Blocks.getLong(in, inOffset + 8), out, outOffset);
    }

    @Override
    public void decrypt(byte[] in, int inOffset, byte[] out, int outOffset) {
        rounds(backward, Blocks.getLong(in, inOffset), Blocks.getLong(in, inOffset + 8), out, outOffset);
    }

    /**
     * Round keys in the order of encryption, and one word that is read but not used. {@link Sm4Lanes} runs the rounds over several blocks.
     */
    int[] forward() {
        return forward;
    }

    /**
     * The 32 rounds. The input {@code x} of a round's S-boxes is the newest word plus {@code w}, which is known a round before: adding
     * {@code w} before the look-ups and taking it out beside them saves one of nine steps of the path through a round.
     */
    private static void rounds(int[] k, long high, long low, byte[] out, int at) {
        int a = (int) (high >>> 32);
        int b = (int) high;
        int c = (int) (low >>> 32);
        int d = (int) low;
        int x = (b ^ c ^ k[0]) ^ d;
        for (int i = 0; i < ROUNDS; i += 4) {
            int w = c ^ d ^ k[i + 1];
            x = mix(w ^ a, x);
            a = x ^ w;
            w = d ^ a ^ k[i + 2];
            x = mix(w ^ b, x);
            b = x ^ w;
            w = a ^ b ^ k[i + 3];
            x = mix(w ^ c, x);
            c = x ^ w;
            w = b ^ c ^ k[i + 4];
            x = mix(w ^ d, x);
            d = x ^ w;
        }
        Blocks.putLong(out, at, (long) d << 32 | c & 0xFFFFFFFFL);
        Blocks.putLong(out, at + 8, (long) b << 32 | a & 0xFFFFFFFFL);
    }

    /** CBC over {@code blocks} whole blocks of {@code data}: {@code state}, 16 bytes, is the chaining value before and after. */
    public void chain(DirectBuffer data, int offset, int blocks, byte[] state) {
        int[] k = forward;
        long high = Blocks.getLong(state, 0);
        long low = Blocks.getLong(state, 8);
        for (int at = offset; at < offset + 16 * blocks; at += 16) {
            high ^= data.getLong(at, ByteOrder.BIG_ENDIAN);
            low ^= data.getLong(at + 8, ByteOrder.BIG_ENDIAN);
            int a = (int) (high >>> 32);
            int b = (int) high;
            int c = (int) (low >>> 32);
            int d = (int) low;
            int x = (b ^ c ^ k[0]) ^ d;
            for (int i = 0; i < ROUNDS; i += 4) {
                int w = c ^ d ^ k[i + 1];
                x = mix(w ^ a, x);
                a = x ^ w;
                w = d ^ a ^ k[i + 2];
                x = mix(w ^ b, x);
                b = x ^ w;
                w = a ^ b ^ k[i + 3];
                x = mix(w ^ c, x);
                c = x ^ w;
                w = b ^ c ^ k[i + 4];
                x = mix(w ^ d, x);
                d = x ^ w;
            }
            high = (long) d << 32 | c & 0xFFFFFFFFL;
            low = (long) b << 32 | a & 0xFFFFFFFFL;
        }
        Blocks.putLong(state, 0, high);
        Blocks.putLong(state, 8, low);
    }

    @Override
    public void close() {
        Wiping.wipe(forward);
        Wiping.wipe(backward);
    }
}

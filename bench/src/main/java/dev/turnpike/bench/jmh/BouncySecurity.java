package dev.turnpike.bench.jmh;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.macs.ISO9797Alg3Mac;
import org.bouncycastle.crypto.params.KeyParameter;

/** Bouncy Castle's lightweight classes, one kept object per key and use. */
final class BouncySecurity implements SecurityLibrary {
    private final SecurityInputs in;
    private final Mac retail = new ISO9797Alg3Mac(new DESEngine());
    private final Mac tdesCmac = new CMac(new DESedeEngine());
    private final Mac aesCmac = new CMac(AESEngine.newInstance());
    private final Mac sm4Cmac = new CMac(new SM4Engine());
    private final BlockCipher tdesEncrypt = new DESedeEngine();
    private final BlockCipher tdesDecrypt = new DESedeEngine();
    private final BlockCipher zoneEncrypt = new DESedeEngine();
    private final BlockCipher aesEncrypt = AESEngine.newInstance();
    private final BlockCipher desAgile = new DESEngine();
    private final BlockCipher aesAgile = AESEngine.newInstance();
    private final byte[] out = new byte[16];
    private final byte[] work = new byte[16];

    BouncySecurity(SecurityInputs in) {
        this.in = in;
        KeyParameter key = new KeyParameter(in.key);
        retail.init(key);
        tdesCmac.init(key);
        aesCmac.init(key);
        sm4Cmac.init(key);
        tdesEncrypt.init(true, key);
        tdesDecrypt.init(false, key);
        zoneEncrypt.init(true, new KeyParameter(in.zoneKey));
        aesEncrypt.init(true, new KeyParameter(in.zoneKey));
    }

    private long mac(Mac mac) {
        mac.update(in.message, 0, SecurityInputs.LENGTH);
        mac.doFinal(out, 0);
        return SecurityWork.word(out, 0);
    }

    @Override
    public long retailMac() {
        return mac(retail);
    }

    @Override
    public long unionPayMac() {
        SecurityWork.foldedHex(in.message, work);
        tdesEncrypt.processBlock(work, 0, out, 0);
        for (int i = 0; i < 8; i++) {
            work[i] = (byte) (out[i] ^ work[8 + i]);
        }
        tdesEncrypt.processBlock(work, 0, out, 0);
        return SecurityWork.word(out, 0);
    }

    @Override
    public long tdesCmac() {
        return mac(tdesCmac);
    }

    @Override
    public long aesCmac() {
        return mac(aesCmac);
    }

    @Override
    public long sm4Cmac() {
        return mac(sm4Cmac);
    }

    private long open(long encrypted) {
        SecurityWork.put(work, 0, encrypted);
        tdesDecrypt.processBlock(work, 0, out, 0);
        long clear = SecurityWork.word(out, 0);
        SecurityWork.checkFormat0(clear ^ SecurityWork.panField(in.pan));
        return clear;
    }

    @Override
    public long translate(long encrypted) {
        SecurityWork.put(work, 0, open(encrypted));
        zoneEncrypt.processBlock(work, 0, out, 0);
        return SecurityWork.word(out, 0);
    }

    @Override
    public long translateToFormat4(long encrypted, long random) {
        long field = open(encrypted) ^ SecurityWork.panField(in.pan);
        SecurityWork.put(work, 0, SecurityWork.format4(field));
        SecurityWork.put(work, 8, random);
        aesEncrypt.processBlock(work, 0, out, 0);
        SecurityWork.panField4(in.pan, work);
        for (int i = 0; i < 16; i++) {
            work[i] ^= out[i];
        }
        aesEncrypt.processBlock(work, 0, out, 0);
        return SecurityWork.word(out, 0);
    }

    @Override
    public long tdesDukptStep(long key) {
        return agile(desAgile, 8, key);
    }

    @Override
    public long aesDukptStep(long key) {
        return agile(aesAgile, 16, key);
    }

    private long agile(BlockCipher cipher, int bytes, long key) {
        SecurityWork.put(work, 0, key);
        cipher.init(true, new KeyParameter(Arrays.copyOf(work, bytes)));
        cipher.processBlock(work, 0, out, 0);
        cipher.init(true, new KeyParameter(Arrays.copyOf(out, bytes)));
        cipher.processBlock(work, 0, out, 0);
        return SecurityWork.word(out, 0);
    }
}

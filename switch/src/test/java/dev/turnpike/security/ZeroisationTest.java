package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.dukpt.DukptPurpose;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** After unloading and closing, no array that the module reaches holds what it held: keys, their schedules, PINs. */
class ZeroisationTest {
    private static final String PAN = "6212345678901234563";

    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);
    private final SoftwareSecurityModule module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(20).conclude());

    /** Every array of primitives that is reachable through objects of ours; the platform's own AES schedules are not, as the docs say. */
    private static List<Object> arrays(Object root) {
        List<Object> found = new ArrayList<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Object> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Object o = open.pop();
            if (!seen.add(o)) {
                continue;
            }
            if (o.getClass().isArray()) {
                if (o.getClass().getComponentType().isPrimitive()) {
                    found.add(o);
                } else {
                    for (int i = 0; i < Array.getLength(o); i++) {
                        push(open, Array.get(o, i));
                    }
                }
            } else {
                fields(o, open);
            }
        }
        return found;
    }

    private static void push(ArrayDeque<Object> open, Object o) {
        if (o != null) {
            open.push(o);
        }
    }

    private static void fields(Object o, ArrayDeque<Object> open) {
        for (Class<?> c = o.getClass(); c != null && c.getName().startsWith("dev.turnpike"); c = c.getSuperclass()) {
            for (Field f : c.getDeclaredFields()) {
                if (!Modifier.isStatic(f.getModifiers()) && !f.getType().isPrimitive()) {
                    f.setAccessible(true);
                    try {
                        push(open, f.get(o));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
    }

    private static boolean holds(List<Object> arrays, byte[] secret) {
        for (Object a : arrays) {
            if (a instanceof byte[] b) {
                for (int i = 0; i + secret.length <= b.length; i++) {
                    if (java.util.Arrays.equals(b, i, i + secret.length, secret, 0, secret.length)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static int nonZero(Object array) {
        int n = 0;
        for (int i = 0; i < Array.getLength(array); i++) {
            n += ((Number) Array.get(array, i)).longValue() != 0 ? 1 : 0;
        }
        return n;
    }

    private byte[] secret(int bytes) {
        byte[] key = new byte[bytes];
        random.nextBytes(key);
        return key;
    }

    private int load(KeyUsage usage, char algorithm, char mode, byte[] key) {
        int handle = module.load(testKeys.importClear(usage, algorithm, mode, key), usage);
        assertTrue(handle > 0);
        return handle;
    }

    @Test
    void shouldWipeKeyAndScheduleWhenAKeyIsUnloaded() {
        Object[][] kinds = {{KeyUsage.MAC, 'D', 8}, {KeyUsage.MAC, 'T', 16}, {KeyUsage.PIN_ENCRYPTION, 'T', 24}, {KeyUsage.PIN_ENCRYPTION, '4', 16},
            {KeyUsage.MAC, 'A', 32}, {KeyUsage.HMAC, 'H', 32}};
        for (Object[] kind : kinds) {
            byte[] key = secret((int) kind[2]);
            KeyUsage usage = (KeyUsage) kind[0];
            LoadedKey loaded = new LoadedKey(usage, usage.code(), (char) kind[1], usage.defaultMode(), 'N', key);
            if (loaded.cipher != null) {
                loaded.cmac();
            }
            List<Object> held = arrays(loaded);
            assertTrue(holds(held, key), kind[1] + ": the test would see it");
            loaded.close();
            assertEquals(0, held.stream().filter(a -> !(a instanceof char[])).mapToInt(ZeroisationTest::nonZero).sum(), kind[1] + " of " + kind[2]);
        }
    }

    @Test
    void shouldKeepNoKeyWhenHandlesAreUnloadedOrTheModuleIsClosed() {
        byte[] mac = secret(16);
        byte[] pin = secret(16);
        int first = load(KeyUsage.MAC, 'T', 'C', mac);
        load(KeyUsage.PIN_ENCRYPTION, 'T', 'D', pin);
        int bdk = load(KeyUsage.DUKPT_BASE, 'T', 'X', secret(16));
        UnsafeBuffer ksn = new UnsafeBuffer(new byte[] {-1, -1, 1, 2, 3, 4, 5, 0x60, 0, 1});
        module.unload(module.deriveDukpt(bdk, DukptPurpose.PIN, null, ksn, 0, 10));
        assertTrue(holds(arrays(module), mac));
        module.unload(first);
        assertTrue(!holds(arrays(module), mac) && holds(arrays(module), pin), "the one, not the other");
        assertEquals(SecurityStatus.KEY_UNKNOWN.code(), module.verifyMac(first, MacAlgorithm.X9_19, MacOutput.RAW_8, ksn, 0, 8, ksn, 0, 8));
        List<Object> held = arrays(module);
        module.close();
        assertTrue(!holds(held, pin) && !holds(arrays(module), pin));
        assertEquals(0, module.loadedKeys());
    }

    @Test
    void shouldKeepNothingOfADukptDeviceWhenItsBaseKeyIsUnloaded() {
        byte[] base = secret(16);
        UnsafeBuffer ksn = new UnsafeBuffer(new byte[] {-1, -1, 1, 2, 3, 4, 5, 0x60, 0, 0});
        int bdk = load(KeyUsage.DUKPT_BASE, 'T', 'X', base);
        List<byte[]> secrets = new ArrayList<>();
        secrets.add(base);
        secrets.add(dev.turnpike.security.dukpt.DukptTdes.initialKey(base, ksn.byteArray()));
        for (int counter = 1; counter <= 5; counter++) {
            ksn.putByte(9, (byte) counter);
            secrets.add(dev.turnpike.security.dukpt.DukptTdes.transactionKey(base, ksn.byteArray()));
            module.unload(module.deriveDukpt(bdk, DukptPurpose.PIN, null, ksn, 0, 10));
        }
        module.unload(bdk);
        for (int i = 0; i < secrets.size(); i++) {
            assertTrue(!holds(arrays(module), secrets.get(i)), "secret " + i);
        }
    }

    @Test
    void shouldKeepNoClearPinBetweenCalls() {
        byte[] key = secret(16);
        int in = load(KeyUsage.PIN_ENCRYPTION, 'T', 'B', key);
        UnsafeBuffer pan = new UnsafeBuffer(PAN.getBytes(StandardCharsets.US_ASCII));
        UnsafeBuffer block = new UnsafeBuffer(new TerminalCrypto(random).pinKey(key).pinBlock(PinBlockFormat.ISO_0, "987654321012", PAN));
        UnsafeBuffer out = new UnsafeBuffer(new byte[16]);
        byte[] digits = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2};
        byte[] packed = {(byte) 0x98, 0x76, 0x54, 0x32, 0x10, 0x12};
        int pvk = load(KeyUsage.PIN_VERIFICATION_VISA, 'T', 'V', secret(16));
        UnsafeBuffer reference = new UnsafeBuffer("10000".getBytes(StandardCharsets.US_ASCII));
        assertEquals(8, module.translatePin(in, PinBlockFormat.ISO_0, in, PinBlockFormat.ISO_3, pan, 0, 19, block, 0, 8, out, 0));
        assertTrue(!holds(arrays(module), digits) && !holds(arrays(module), packed));
        module.verifyPinVisa(in, PinBlockFormat.ISO_0, pan, 0, 19, block, 0, 8, pvk, reference, 0);
        assertTrue(!holds(arrays(module), digits) && !holds(arrays(module), packed));
    }

    @Test
    void shouldWipeTheLocalMasterKey() {
        LocalMasterKey one = LocalMasterKey.random(random);
        LocalMasterKey copy = one.copy();
        assertEquals(one, copy);
        List<Object> held = arrays(one);
        one.close();
        assertEquals(0, held.stream().mapToInt(ZeroisationTest::nonZero).sum());
        assertTrue(arrays(copy).stream().mapToInt(ZeroisationTest::nonZero).sum() > 0, "a copy is a key of its own");
    }
}

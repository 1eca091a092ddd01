package dev.turnpike.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file operations that the JDK does not offer. Any thread. */
final class NativeFiles {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;
    private static final MethodHandle OPEN = handle("open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT), true);
    private static final MethodHandle CLOSE = handle("close",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), false);
    private static final MethodHandle POSIX_FALLOCATE = handle("posix_fallocate",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG), false);

    private NativeFiles() {
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor descriptor, boolean variadic) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().findOrThrow(name);
        return variadic
                ? linker.downcallHandle(symbol, descriptor, Linker.Option.firstVariadicArg(2))
                : linker.downcallHandle(symbol, descriptor);
    }

    /**
     * Reserves real blocks for the first {@code lengthBytes} of an existing file, which then has at least that size and reads as zeros.
     * Throws {@link IOException} when the space is not there.
     */
    static void allocate(Path file, long lengthBytes) throws IOException {
        int error;
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) OPEN.invokeExact(arena.allocateFrom(file.toString()), O_RDWR | O_CLOEXEC);
            if (fd < 0) {
                throw new IOException("cannot open " + file + " to reserve its space");
            }
            error = (int) POSIX_FALLOCATE.invokeExact(fd, 0L, lengthBytes);
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("calling posix_fallocate failed", e);
        }
        if (error != 0) {
            String why = error == ENOSPC ? "no space left" : error == EDQUOT ? "quota exceeded" : "error " + error;
            throw new IOException("cannot reserve " + lengthBytes + " bytes for " + file + ": " + why);
        }
    }

    /** Makes creations, renames and removals in {@code directory} durable. */
    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

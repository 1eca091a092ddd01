package dev.turnpike.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Loads the classes of this project once more, some methods emptied: a planted mistake that production code knows nothing of. A method
 * becomes one that does nothing, or that gives a constant.
 */
final class MutatedClasses extends ClassLoader {
    private static final String OURS = "dev.turnpike.";

    /** Class name and method name, separated by {@code #}; what it gives then, 0 also for false and null. */
    private final Map<String, Integer> mistakes;
    private int planted;

    MutatedClasses(Map<String, Integer> mistakes) {
        super(MutatedClasses.class.getClassLoader());
        this.mistakes = mistakes;
    }

    /** Methods changed so far. */
    int planted() {
        return planted;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            boolean changed = mistakes.keySet().stream().anyMatch(m -> m.startsWith(name + "#"));
            byte[] result = changed ? mutate(name, bytes) : bytes;
            return defineClass(name, result, 0, result.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] mutate(String name, byte[] bytes) {
        ClassFile classes = ClassFile.of();
        ClassTransform transform = (builder, element) -> {
            Integer constant = element instanceof MethodModel m ? mistakes.get(name + "#" + m.methodName().stringValue()) : null;
            if (constant == null) {
                builder.with(element);
                return;
            }
            MethodModel method = (MethodModel) element;
            planted++;
            TypeKind kind = TypeKind.from(method.methodTypeSymbol().returnType());
            builder.withMethodBody(method.methodName(), method.methodType(), method.flags().flagsMask(), body(kind, constant));
        };
        return classes.transformClass(classes.parse(bytes), transform);
    }

    private static Consumer<CodeBuilder> body(TypeKind kind, int constant) {
        return code -> {
            switch (kind) {
                case VOID -> code.return_();
                case REFERENCE -> code.aconst_null().areturn();
                case LONG -> code.loadConstant((long) constant).lreturn();
                default -> code.loadConstant(constant).ireturn();
            }
        };
    }
}

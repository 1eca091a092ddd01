package dev.turnpike.security.check;

import dev.turnpike.security.keyblock.KeyBlockException;
import java.util.Map;

/** Evaluates vectors of one family. */
@FunctionalInterface
interface Family {
    /**
     * All outputs that the inputs allow.
     *
     * @throws IllegalArgumentException   when the production code refuses the inputs
     * @throws KeyBlockException          likewise
     * @throws UnsupportedVectorException when the operation is not known
     */
    Map<String, Object> evaluate(Inputs in) throws KeyBlockException;
}

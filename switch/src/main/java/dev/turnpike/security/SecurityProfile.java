package dev.turnpike.security;

/** Which keys and short cuts an installation accepts. */
public enum SecurityProfile {
    /** Development, tests, simulators: clear keys may be imported. */
    TEST,
    /** Clear keys and published test keys are refused; a software module needs an explicit override. */
    PRODUCTION
}

package dev.turnpike;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class Version implements IVersionProvider {
    /** Creates the provider; picocli needs it. */
    public Version() {
    }

    /** Version of this build, {@code development} when the classes do not come from a jar. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"turnpike " + text(), "Java " + Runtime.version()};
    }
}

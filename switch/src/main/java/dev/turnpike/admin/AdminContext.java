package dev.turnpike.admin;

import dev.turnpike.configuration.AdminConfiguration;
import dev.turnpike.pipeline.OperatorDesk;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Clock;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;

/** What an {@link AdminServer} is made of. Fluent setters, then {@link #conclude()} once. Not thread safe until concluded. */
public final class AdminContext {
    private String address = "127.0.0.1";
    private int port;
    private Clock clock = SystemClock.INSTANCE;
    private Counters counters;
    private Alarms alarms;
    private Supplier<SwitchStatus> status;
    private Supplier<OperatorDesk> operators = () -> null;
    private boolean concluded;

    /** Checks the values; throws {@link IllegalArgumentException} for what is missing and for an address that is not loopback. */
    public AdminContext conclude() {
        check(!concluded, "context has already been concluded");
        check(counters != null, "counters are missing");
        check(alarms != null, "alarms are missing");
        check(status != null, "status is missing");
        check(port >= 0 && port <= 65_535, "port must be 0 to 65535, got " + port);
        check(loopback(address), "address " + address + " is not loopback: this interface has no authentication");
        concluded = true;
        return this;
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("admin: " + what);
        }
    }

    private static boolean loopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Address and port from the configuration. */
    public AdminContext configuration(AdminConfiguration value) {
        address = value.address();
        port = value.port();
        return this;
    }

    /** Address to bind; loopback. Default 127.0.0.1. */
    public AdminContext address(String value) {
        address = value;
        return this;
    }

    /** Port to bind; 0 lets the system choose (tests). */
    public AdminContext port(int value) {
        port = value;
        return this;
    }

    /** Source of time. Default the machine's clock. */
    public AdminContext clock(Clock value) {
        clock = value;
        return this;
    }

    /** What {@code /metrics} shows. Required. */
    public AdminContext counters(Counters value) {
        counters = value;
        return this;
    }

    /** What {@code /status} lists and {@code /alarms/acknowledge} takes off. Required. */
    public AdminContext alarms(Alarms value) {
        alarms = value;
        return this;
    }

    /** State of the switch; called by the server's threads, must not block. Required. */
    public AdminContext status(Supplier<SwitchStatus> value) {
        status = value;
        return this;
    }

    /** Where operators' commands go; gives null while the switch is starting. Default: nowhere. */
    public AdminContext operators(Supplier<OperatorDesk> value) {
        operators = value;
        return this;
    }

    Supplier<OperatorDesk> operators() {
        return operators;
    }

    String address() {
        return address;
    }

    int port() {
        return port;
    }

    Clock clock() {
        return clock;
    }

    Counters counters() {
        return counters;
    }

    Alarms alarms() {
        return alarms;
    }

    Supplier<SwitchStatus> status() {
        return status;
    }
}

package dev.turnpike.simulation;

import dev.turnpike.transaction.UpstreamOutbound;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** All links, as the pipeline's release sees them. One thread. */
final class LinkNetwork implements UpstreamOutbound {
    final List<SimulatedLink> links = new ArrayList<>();
    private final World world;

    LinkNetwork(World world) {
        this.world = world;
        WireOracle oracle = new WireOracle(world);
        for (int i = 0; i < Site.LINKS; i++) {
            links.add(new SimulatedLink(world, i, oracle));
        }
    }

    @Override
    public boolean send(int link, int stretch, DirectBuffer buffer, int offset, int length) {
        byte[] frame = new byte[length];
        buffer.getBytes(offset, frame);
        boolean request = frame[1] == '2' && frame[3] == '0' || frame[1] == '1';
        world.boundary(request ? Boundary.BEFORE_FORWARD : Boundary.BEFORE_REVERSAL);
        boolean sent = links.get(link).send(stretch, frame);
        world.boundary(request ? Boundary.AFTER_FORWARD : Boundary.AFTER_REVERSAL);
        return sent;
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }
}

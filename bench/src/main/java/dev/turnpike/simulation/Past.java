package dev.turnpike.simulation;

import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.IntentEncoder;
import dev.turnpike.transaction.record.MessageHeaderEncoder;
import dev.turnpike.transaction.record.OutcomeEncoder;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal from before the simulation: one declined request per link whose trace number is just below the highest that the core gives, so
 * that they begin again within a few transactions. Built from the records' schema, as an earlier process would have left it.
 */
final class Past {
    private static final int HIGHEST = 900_000;
    private static final String TID = "19999999";
    private final World world;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    Past(World world) {
        this.world = world;
    }

    void write() {
        for (int link = 0; link < Site.LINKS; link++) {
            int stan = HIGHEST - world.dice.between(1, 40);
            intent(link, stan);
            outcome(link + 1);
        }
        world.disk.sync();
    }

    private void intent(int link, int stan) {
        IntentEncoder intent = new IntentEncoder().wrapAndApplyHeader(buffer, 0, header);
        intent.txId(link + 1).coreWallMs(world.clock.wallMs() - 60_000).tid(TID).transactionType((short) TransactionType.SALE.code())
            .messageClass(200).batch(1).stan(link + 1).amountMinor(100).currency(156).upstreamTime(101_000_000L).upstreamStan(stan)
            .rrnDay(1001).timeoutMs(Site.TIMEOUT_MS).entryMode((short) 51).routeRule((short) 0);
        byte[] name = Site.link(link).getBytes(StandardCharsets.US_ASCII);
        intent.putLink(name, 0, name.length).putSealedPan(new byte[0], 0, 0).putImage(new byte[0], 0, 0);
        append(intent.encodedLength());
    }

    private void outcome(long txId) {
        OutcomeEncoder outcome = new OutcomeEncoder().wrapAndApplyHeader(buffer, 0, header);
        outcome.txId(txId).coreWallMs(world.clock.wallMs() - 60_000).state((short) TransactionState.DECLINED.code()).code("05")
            .upstreamCode("05").amountMinor(100).putImage(new byte[0], 0, 0);
        append(outcome.encodedLength());
    }

    private void append(int length) {
        world.disk.append(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length, world.clock.wallMs() - 60_000);
    }
}

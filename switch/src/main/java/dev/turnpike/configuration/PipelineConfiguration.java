package dev.turnpike.configuration;

/**
 * How the stages run.
 *
 * @param layout       which threads run which stages
 * @param waitStrategy what the pipeline thread does without work
 * @param eventLoops   threads that serve terminal connections
 * @param linkLoops    threads that serve acquirer connections
 */
public record PipelineConfiguration(Layout layout, WaitStrategy waitStrategy, int eventLoops, int linkLoops) {
    /** Which threads run which stages. */
    public enum Layout {
        /** Event loops and one thread for all stages. */
        FUSED
    }

    /** What a thread does without work. */
    public enum WaitStrategy {
        /** Waits on a condition: least processor time, most latency. */
        BLOCKING,
        /** Spins, then yields, then parks for 100 us. */
        BACKOFF,
        /** Spins and yields. */
        YIELDING,
        /** Spins: a core of its own for each such thread. */
        BUSY_SPIN
    }
}

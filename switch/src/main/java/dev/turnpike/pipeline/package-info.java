/**
 * The graph and one handler per stage. Level 5.
 *
 * <pre>
 * event loops --tryClaim--&gt; [ ring ] --&gt; work thread                                    --&gt; release thread
 * ticks, links ------------&gt;             1 authenticate  2 decide  3 seal  4 append           sync once per batch, then 5 dispatch
 * </pre>
 *
 * The work thread appends the records of a slot before it moves on; the release thread sees a slot only after that, syncs the journal
 * once for all slots it can see, and only then carries out their effects. While it syncs, the work thread goes on with the next ones.
 */
package dev.turnpike.pipeline;

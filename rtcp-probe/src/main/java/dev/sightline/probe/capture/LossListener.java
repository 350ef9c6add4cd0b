package dev.sightline.probe.capture;

import java.time.Instant;

/** Is told of packets that were captured and never read. */
public interface LossListener {
    /**
     * Some were lost on an interface: the kernel dropped them, or they could not be handled.
     *
     * @param packets how many since that was told last
     * @param at when it was noticed
     */
    void lost(String interfaceName, long packets, Instant at);
}

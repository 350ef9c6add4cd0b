package dev.sightline.bench;

/** Where a simulated camera is in its life. */
public enum CameraState {
    /** Fetching its configuration. */
    STARTING,
    /** Configured, not streaming: waits for a command, or for the answer to its offer. */
    WAITING,
    /** Sends media to the address in the answer. */
    STREAMING,
    /** Ended, see {@link SimulatedCamera#stopped()}. */
    STOPPED
}

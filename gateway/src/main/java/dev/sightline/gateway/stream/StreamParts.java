package dev.sightline.gateway.stream;

/** What a stream consists of. All of it is used by the stream's mailbox only, but for what says that it is safe for any thread. */
record StreamParts(
        SourceSide source,
        Watchers watchers,
        WaitingCamera waiting,
        Commands commands,
        Exchanges exchanges,
        Liveness liveness,
        Agreement agreement,
        StreamDiary diary,
        Mailbox mailbox) {}

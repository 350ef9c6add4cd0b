package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.probe.Verdict;
import java.time.Duration;

/** What {@link StreamMachine} wants to be done; {@link StreamActions} does it. */
sealed interface StreamAction {
    void accept(Visitor visitor);

    /** Ask the media server for the session of the new state. */
    record Negotiate() implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.negotiate();
        }
    }

    /** Give the waiting camera its answer, show the new source to the viewers, let the old one go. */
    record Adopt(String answer) implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.adopt(answer);
        }
    }

    /** Let what was negotiated, but not adopted, go. */
    record DropCandidate() implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.dropCandidate();
        }
    }

    /** Let the endpoint go that the camera sent to before the present one. */
    record ReleaseFormer() implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.releaseFormer();
        }
    }

    /** Show viewers the former endpoint again, and let the present one go. */
    record ShowFormer() implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.showFormer();
        }
    }

    /** Tell the camera, the next time it asks. */
    record Tell(CameraCommand command) implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.tell(command);
        }
    }

    /** What the camera was to be told is no longer true. */
    record Withdraw() implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.withdraw();
        }
    }

    /** Tell the camera that waits for an answer. */
    record RefuseCamera(StreamException reason) implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.refuseCamera(reason);
        }
    }

    /** Let the camera's endpoint go. */
    record ReleaseSource() implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.releaseSource();
        }
    }

    /** Let the pipeline and everything in it go. */
    record ReleaseAll() implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.releaseAll();
        }
    }

    /** Forget everything on the media server: it is gone by itself. */
    record ForgetAll() implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.forgetAll();
        }
    }

    record EndViewers(Code code, String reason) implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.endViewers(code, reason);
        }
    }

    /** The viewers must offer again. */
    record RestartViewers(String reason) implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.restartViewers(reason);
        }
    }

    /**
     * Give up when the camera has not begun in time.
     *
     * @param stopped whether it had begun before, and stopped
     */
    record AwaitCamera(boolean stopped) implements StreamAction {
        AwaitCamera() {
            this(false);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.awaitCamera(stopped);
        }
    }

    /** Stop the camera when nobody has come back in time. */
    record AwaitViewers() implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.awaitViewers();
        }
    }

    /**
     * Mend the return path when the verdict is still the same after its time.
     *
     * @param age how much of that time is over already
     */
    record AwaitBetterVerdict(Verdict verdict, Duration age) implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.awaitBetterVerdict(verdict, age);
        }
    }

    /** Feedback is not bad at this moment: its time stands still, or begins anew where feedback was proven. */
    record HoldPatience(boolean proven) implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.holdPatience(proven);
        }
    }

    /** Say what was done to mend the return path, or came of it. */
    record Report(HealingStep step) implements StreamAction {
        @Override
        public void accept(Visitor visitor) {
            visitor.report(step);
        }
    }

    /** One method an action, so that none is forgotten. */
    interface Visitor {
        void negotiate();

        void adopt(String answer);

        void dropCandidate();

        void releaseFormer();

        void showFormer();

        void tell(CameraCommand command);

        void withdraw();

        void refuseCamera(StreamException reason);

        void releaseSource();

        void releaseAll();

        void forgetAll();

        void endViewers(Code code, String reason);

        void restartViewers(String reason);

        void awaitCamera(boolean stopped);

        void awaitViewers();

        void awaitBetterVerdict(Verdict verdict, Duration age);

        void holdPatience(boolean proven);

        void report(HealingStep step);
    }
}

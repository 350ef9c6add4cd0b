package dev.sightline.gateway.access.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuditEventTest {
    @Test
    void whatStrangersWroteIsShortAndHarmless() {
        String written = "a\nb\u001b[2Jc\u202ed\u0000";
        AuditEvent event = new AuditEvent(written, "sign-in", written, written, "x".repeat(1000));

        assertThat(event.who()).isEqualTo("a?b?[2Jc?d?");
        assertThat(event.on()).isEqualTo(event.who());
        assertThat(event.from()).isEqualTo(event.who());
        assertThat(event.result()).hasSize(128);
    }
}

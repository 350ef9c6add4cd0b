package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.Gateway;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.security.tls.TestAuthority;
import dev.sightline.gateway.security.tls.TestAuthority.Issued;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Simulated cameras of a fleet that comes by certificates only. */
class LockedFleetTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(directory.resolve("ca.pem"), AUTHORITY.pem());
        write("gateway", AUTHORITY.issue("localhost"));
        write("gate-3", AUTHORITY.issueCamera("gate-3"));
        write("gate-4", AUTHORITY.issueCamera("gate-4"));
        gateway = Gateway.start(GatewayConfig.parse("""
                listeners: {config: {address: 127.0.0.1, port: 0}, dashboard: {port: 0}, signaling: {port: 0}, management: {port: 0}}
                access: {required: false}
                media: {relay: {mediaAddress: 127.0.0.1}}
                returnPath: {winnersFile: none}
                tls: {certificate: '%1$s/gateway.pem', key: '%1$s/gateway.key'}
                cameras:
                  clientCertificates: {authority: '%1$s/ca.pem', required: true}
                  list: [{id: gate-3, addresses: [127.0.0.1]}, {id: gate-4, addresses: [127.0.0.1]}]
                """.formatted(directory), "test"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void eachCameraStreamsWithItsOwnCertificate() {
        assertThat(run("{id}", "8s")).as(err::toString).isZero();
    }

    @Test
    void withAnothersCertificateOneCameraIsToldWhy() {
        int code = run("gate-4", "2s");
        if (!err.toString().contains("403 instead of 200")) { // this machine stood still
            err.getBuffer().setLength(0);
            code = run("gate-4", "15s");
        }

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("camera gate-3: no configuration yet")
                .contains("403 instead of 200: the certificate of CN=gate-4 was shown")
                .doesNotContain("camera gate-4: no configuration yet");
    }

    private int run(String certificate, String time) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(new StringWriter()));
        command.setErr(new PrintWriter(err, true));
        String cameras = "https://127.0.0.1:" + gateway.configPort() + "/cameras/";
        return command.execute(
                "bench",
                "camera",
                "--config-url",
                cameras + "gate-3/config",
                "--config-url",
                cameras + "gate-4/config",
                "--certificate",
                directory.resolve(certificate + ".pem").toString(),
                "--key",
                directory.resolve(certificate + ".key").toString(),
                "--authority",
                directory.resolve("ca.pem").toString(),
                "--for",
                time);
    }

    private void write(String name, Issued issued) throws Exception {
        Files.writeString(directory.resolve(name + ".pem"), issued.chain());
        Path key = Files.writeString(directory.resolve(name + ".key"), issued.key());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }
}

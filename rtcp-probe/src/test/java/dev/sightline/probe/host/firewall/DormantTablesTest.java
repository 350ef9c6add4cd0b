package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Tables that are switched off")
class DormantTablesTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\tflags dormant | true",
                "\tflags owner,dormant | true",
                "\tflags dormant, owner | true",
                "\tcomment \"flags dormant\" | false",
                "\tflags owner | false",
                "\tset s {>\t\tflags dormant | false",
                "\tchain dormant { | false",
            })
    void areToldByTheirFlags(String lines, boolean dormant) {
        String text =
                "table ip filter {\n}\ntable inet fw {\n" + "\t" + lines.strip().replace('>', '\n') + "\n}\n";

        assertThat(DormantTables.in(text).contains("inet fw")).isEqualTo(dormant);
        assertThat(DormantTables.in(text)).doesNotContain("ip filter");
    }

    @Test
    void haveTheirChains() {
        var tables = DormantTables.in("table inet fw {\n\tflags dormant\n}\n");

        assertThat(DormantTables.areOf(tables, "inet fw in")).isTrue();
        assertThat(DormantTables.areOf(tables, "inet fw2 in")).isFalse();
        assertThat(DormantTables.areOf(tables, "ip fw in")).isFalse();
        assertThat(DormantTables.areOf(tables, "odd")).isFalse();
    }
}

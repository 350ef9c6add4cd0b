package dev.sightline.cli.audit;

/**
 * One library of the bill of materials.
 *
 * @param name {@code group:artifact}, as Maven and the database name it
 */
record Component(String name, String version) {
    /** Its package URL, without the qualifiers that the database does not know. */
    String purl() {
        return "pkg:maven/" + name.replace(':', '/') + "@" + version;
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}

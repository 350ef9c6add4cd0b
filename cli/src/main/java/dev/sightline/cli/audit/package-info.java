/** What is shipped, asked of a database of known vulnerabilities. */
@NullMarked
package dev.sightline.cli.audit;

import org.jspecify.annotations.NullMarked;

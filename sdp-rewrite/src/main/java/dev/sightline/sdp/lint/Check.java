package dev.sightline.sdp.lint;

/** Looks at one description for one kind of trouble. Linear in its length; throws nothing. */
interface Check {
    void look(Subject subject, Findings findings);
}

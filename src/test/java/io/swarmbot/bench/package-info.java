/** Measurements, each a program of its own. They say what they measured on their standard output, and judge nothing. */
package io.swarmbot.bench;

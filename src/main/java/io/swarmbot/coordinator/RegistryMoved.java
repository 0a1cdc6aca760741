package io.swarmbot.coordinator;

/**
 * The CDI event that the tokens of the registry may have changed.
 *
 * @param isReset whether the log lost its end, and the registry was loaded anew
 */
public record RegistryMoved(boolean isReset) implements Notice {}

package io.swarmbot.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether the door for MCP is open. */
@ConfigMapping(prefix = "swarmbot.doors.mcp")
public interface McpSwitch {

    /**
     * Whether programs that speak the Model Context Protocol are let in at {@code /mcp}. If not, the path is left to
     * whoever else serves it.
     */
    @WithDefault("true")
    boolean enabled();
}

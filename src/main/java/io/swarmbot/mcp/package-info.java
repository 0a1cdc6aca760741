/**
 * The door for programs that speak the Model Context Protocol, such as coding agents. It is protocol only: each tool
 * gives commands and shows views that every other way in has, and nothing is kept from one request to the next.
 *
 * <p>A request goes from {@link io.swarmbot.mcp.McpRoute} through {@link io.swarmbot.mcp.McpRequest}, which checks its
 * revision, to {@link io.swarmbot.mcp.McpMethods}, and from there to a {@link io.swarmbot.mcp.Tool}.
 */
@NullMarked
package io.swarmbot.mcp;

import org.jspecify.annotations.NullMarked;

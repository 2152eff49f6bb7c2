from mcp.server.fastmcp import FastMCP

mcp = FastMCP(name="catalogue", host="0.0.0.0", port=8000)

if __name__ == "__main__":
    mcp.run(transport="sse")

/** `bench-source` and `bench-sink` for Node-RED: see wirelatch_benchmark_nodes.py. */
module.exports = (RED) => {
  let left = 0;
  let began = 0n;
  let response;

  function Source(config) {
    RED.nodes.createNode(this, config);
    const route = (request, answer) => {
      left = Number(request.query.n);
      response = answer;
      began = process.hrtime.bigint();
      for (let i = 0; i < Number(request.query.n); i++)
        this.send({ payload: i, topic: "house/meter/power", unit: "kWh", at: 1_790_000_000_000 });
    };
    RED.httpNode.get("/bench", route);
    this.on("close", () => {
      const { stack } = RED.httpNode._router;
      stack.splice(
        stack.findIndex((layer) => layer.route?.stack[0].handle === route),
        1,
      );
    });
  }

  function Sink(config) {
    RED.nodes.createNode(this, config);
    this.on("input", (_msg, _send, done) => {
      if (--left === 0) response.send(String(Number(process.hrtime.bigint() - began) / 1e9));
      done();
    });
  }

  RED.nodes.registerType("bench-source", Source);
  RED.nodes.registerType("bench-sink", Sink);
};

/** `bench-source` and `bench-sink` for Node-RED: see wirelatch_benchmark_nodes.py. */
module.exports = (RED) => {
  let run;

  function Source(config) {
    RED.nodes.createNode(this, config);
    const route = (request, response) => {
      const [messages, arrivals, window] = ["messages", "arrivals", "window"].map((name) => Number(request.query[name]));
      run = { source: this, response, left: arrivals, unsent: messages, next: 0, each: arrivals / messages, answered: 0 };
      run.began = process.hrtime.bigint();
      for (let i = window || messages; i > 0 && run.unsent > 0; i--) this.sendNext();
    };
    this.sendNext = () => {
      run.unsent--;
      this.send({ payload: run.next++, topic: "house/meter/power", unit: "kWh", at: 1_790_000_000_000 });
    };
    RED.httpNode.get(`/bench/${this.id}`, route);
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
      if (--run.left === 0) run.response.send(String(Number(process.hrtime.bigint() - run.began) / 1e9));
      else if (run.unsent > 0 && ++run.answered >= run.each) {
        run.answered = 0;
        run.source.sendNext();
      }
      done();
    });
  }

  RED.nodes.registerType("bench-source", Source);
  RED.nodes.registerType("bench-sink", Sink);
};

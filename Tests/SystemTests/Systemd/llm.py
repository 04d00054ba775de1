"""A language model that answers chat completions on 127.0.0.1 and knows one key, by its SHA-256.

    llm.py PORT SHA256 LOG

Writes `good` or `bad` to LOG for each request: whether the key was right. Never the key.
"""
import hashlib
import http.server
import json
import sys

frames = ["Not something I talk about easily: {} Thanks for reading all of it.", "ok so my week went sideways and {} and nobody gets it",
          "I have been turning it over for days. {} What would you make of that?",
          "long story, short version: {} you see where i am with this",
          "Good morning to you all, this came up at breakfast: {} I would value a few honest words."]


class Model(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        good = hashlib.sha256(key.encode()).hexdigest() == sys.argv[2]
        with open(sys.argv[3], "a", encoding="ascii") as log:
            log.write("good\n" if good else "bad\n")
        prompt = body["messages"][-1]["content"]
        source = json.loads(prompt.rsplit("<<<SOURCE\n", 1)[1].split("\nSOURCE>>>", 1)[0])["text"]
        content = json.dumps({"variations": [frame.format(source) for frame in frames]})
        answer = json.dumps({
            "id": "scripted", "object": "chat.completion", "created": 0, "model": body["model"],
            "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 100, "total_tokens": 200}}).encode()
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Model).serve_forever()

"""Clients that ask without a pause until they are told to stop, as a chat backend's would.

    clients.py SOCKET CLIENTS STOP-FILE

Every other client keeps its connection, and the rest make one for each request. A connection that the server closed while it was idle is
made again, as HTTP has it (RFC 9110, 9.2.2, 9.3.1): nothing of an answer had come. Prints one JSON object; each fault with its words.
"""
import http.client
import json
import os
import socket
import sys
import threading

path, clients, stop_file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
texts = ["can i take ibuprofen with my blood pressure pills?", "what time does the pharmacy close?", "my landlord changed the locks"]


class Connection(http.client.HTTPConnection):
    def __init__(self):
        super().__init__("localhost", timeout=20)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(path)


class Client(threading.Thread):
    def __init__(self, keeps):
        super().__init__()
        self.keeps, self.answers, self.reopened, self.faults = keeps, 0, 0, []
        self.connection = Connection()

    def run(self):
        while not os.path.exists(stop_file):
            try:
                self.ask(texts[self.answers % len(texts)])
                self.answers += 1
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.faults.append(repr(error))
                self.connection.close()
                if len(self.faults) > 20:
                    return

    def ask(self, text):
        is_reused = self.connection.sock is not None
        try:
            self.exchange(text)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            if not is_reused:
                raise
            self.reopened += 1
            self.connection.close()
            self.exchange(text)

    def exchange(self, text):
        self.connection.request("POST", "/v1/classify", json.dumps({"input": text}), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        body = json.loads(answer.read())
        if answer.status != 200:
            raise ValueError(f"{answer.status} {body}")
        if not self.keeps or answer.will_close:
            self.connection.close()


threads = [Client(index % 2 == 0) for index in range(clients)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
faults = [fault for thread in threads for fault in thread.faults]
print(json.dumps({"answers": sum(t.answers for t in threads), "reopened": sum(t.reopened for t in threads), "faults": faults[:5],
                  "failed": len(faults)}))

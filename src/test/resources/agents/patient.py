"""An agent for tests: it waits to be canceled, asks, naps, talks."""
import sys

sys.path.insert(0, "src/examples/python")
import swarmbot  # noqa: E402


def wait(task):
    task.log("waiting")
    try:
        while True:
            task.wait(60)
    except swarmbot.Canceled:
        print("canceled", task.id, flush=True)
        raise


def ask(task):
    return {"answer": task.ask(task.input["question"])}


def nap(task):
    task.wait(task.input["seconds"])


def talk(task):
    for number in range(task.input["lines"]):
        task.log(f"line {number}", level="debug")


if __name__ == "__main__":
    agent = swarmbot.Agent.from_command_line({"wait": wait, "ask": ask, "nap": nap, "talk": talk}, "Waits, asks, talks.")
    print(vars(agent), vars(agent._service), flush=True)  # they must not show a token
    agent.run()

"""Code, error messages and commands in a question are told from its prose; mathematics and brand names are prose."""

import pytest

from bot.text.code import identifier_words, split_code
from bot.text.code_shapes import Kind

# What is typed, its prose, and the kinds of the code in it.
CODE = [
    ("nn.Linear or nn.Conv2d?", "… or …?", "identifier, identifier"),
    ("IndexError: list index out of range", "…", "error message"),
    ("model.fit(x, batch_size=32) crashes", "… crashes", "identifier"),
    ("RuntimeError: mat1 and mat2 shapes cannot be multiplied (32x512 and 784x128)", "…", "error message"),
    ("torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB", "…", "error message"),
    ("o que faz o loss.backward() no gradiente?", "o que faz o … no gradiente?", "identifier"),
    ("why do we use .detach()?", "why do we use …?", "identifier"),
    ("why .detach and not .T", "why … and not .T", "identifier"),
    ("a call such as len(x) or super()", "a call such as … or …", "identifier, identifier"),
    ("o que faz fit() e pip install torch.", "o que faz … e ….", "identifier, shell command"),
    ("pip install torch pip install numpy", "…", "shell command"),
    ("what is sigmoid(np.dot(w,x)+b)", "what is …", "identifier"),
    ("x.shape gives torch.Size([1, 3])", "… gives …", "identifier, identifier"),
    ("hidden_size vs MAX_LEN vs batchSize", "… vs … vs …", "identifier, identifier, identifier"),
    ("float32 ou float16? o que é dtype", "… ou …? o que é …", "identifier, identifier, identifier"),
    ("LSTM(128, return_sequences=True) o que isso faz?", "… o que isso faz?", "identifier"),
    ("Linear(784, 10) tem quantos pesos?", "… tem quantos pesos?", "identifier"),
    ("uso lr=1e-3 e padding='same'", "uso … e …", "identifier, identifier"),
    ("o que é x_train e __init__", "o que é … e …", "identifier, identifier"),
    ("df['col'] and x[:, 1]", "… and …", "identifier, identifier"),
    ("def forward(self, x): return self.fc(x) what is that", "… … what is that", "code line, identifier"),
    ("what does `zero_grad` do?", "what does … do?", "inline code"),
    ("por que `self`?", "por que …?", "inline code"),
    ("```python\nfor x in loader:\n    step()\n```\nwhat is a step?", "…\nwhat is a step?", "block"),
    ("pip install torch torchvision", "…", "shell command"),
    ("how do I pip install torch and then train?", "how do I … and then train?", "shell command"),
    ("rodei python treino.py --epochs 10 e a perda subiu", "rodei … e a perda subiu", "shell command"),
    ("$ python train.py\nwhy is it slow", "…\nwhy is it slow", "shell command"),
    ("what does --dropout 0.5 do", "what does … do", "shell command"),
    ("nvidia-smi shows nothing", "… shows nothing", "shell command"),
    ("no arquivo data/mnist.csv tem o quê?", "no arquivo … tem o quê?", "path"),
    ("abri C:\\Users\\ana\\rede.py e deu erro", "abri … e deu erro", "path"),
    ("with torch==2.1.0 or v2.3.1", "with … or …", "version, version"),
    ("the shape (32, 1, 28, 28) of the batch", "the shape … of the batch", "numbers"),
    ("por que 32x512?", "por que …?", "numbers"),
    ("[0.1, 0.9] is the output", "… is the output", "numbers"),
    ("MeanSquaredError or something else", "… or something else", "identifier"),
]
# Single lines that are code.
LINES = [
    "import numpy as np",
    "from torch import nn",
    "import torch",
    "class Net(nn.Module):",
    "def forward(self, x):",
    "@torch.no_grad()",
    "for epoch in range(epochs):",
    "for x in data:",
    "if x == 0:",
    "while num_steps < 10:",
    "return self.fc(x)",
    "print(loss)",
    "lr = 0.01",
    "names = ['a', 'b']",
    "loss = criterion(out, y)",
    "net = Net()",
    "x += 1",
    "x = x.view(-1, 784)  # flatten the image",
    "loss.backward()",
    "const model = tf.sequential();",
    ">>> len(words)",
    "Epoch 1/10 loss: 0.693 acc: 0.51",
]
# Error messages, and the prose that follows them.
MESSAGES = [
    ("RuntimeError in my LSTM, what does the hidden state hold?", "… in my LSTM, what does the hidden state hold?"),
    ("KeyError: 'h'\nwhat is a hidden state?", "…\nwhat is a hidden state?"),
    ("ValueError: bad shape. How do I fix it", "… How do I fix it"),
    ("ValueError: bad shape. I use an LSTM", "… I use an LSTM"),
    ("ValueError: bad shape, what is a shape", "… what is a shape"),
    ("RuntimeError: shapes (3x4 and 5x6) what is wrong?", "… what is wrong?"),
    ("IndexError: list index out of range na minha LSTM", "… na minha LSTM"),
    ("TypeError: forward() missing 1 argument: 'x', por que acontece?", "… por que acontece?"),
    ("ValueError: expected ndim=3, found ndim=2. Alguém sabe?", "… Alguém sabe?"),
    ("TypeError: bad layer é da atenção", "… é da atenção"),
    ("AttributeError: no attribute 'foo'. Did you mean: 'bar'?", "…"),
    ('ValueError: Input 0 of layer "lstm" is incompatible', "…"),
    ("ValueError: an array with a sequence. The array has a shape", "…"),
    ('I get "list index out of range" in an RNN', 'I get "…" in an RNN'),
    ("UserWarning", "…"),
]
PROSE = [
    "dC/dw",
    "QK^T",
    "e^x",
    "y = mx + b",
    "y=mx+b",
    "f(x)",
    "f(g(x)) chain rule",
    "σ(z)",  # noqa: RUF001 - Greek
    "a = σ(wx+b)",  # noqa: RUF001 - Greek
    "a^(l) = σ(W^(l) a^(l-1) + b^(l)) o que é esse l?",  # noqa: RUF001 - Greek
    "softmax(QK^T/sqrt(d_k))V",
    "softmax(z)",
    "w·x + b",
    "P(A|B)",
    "E[X] = Σ x p(x)",
    "N(0, 1) distribution",
    "attention = softmax(QK^T / sqrt(d_k)) V",
    "MultiHead(Q,K,V) = Concat(head_1,...,head_h)W^O",
    "loss = -log(p)",
    "cost = (a - y)^2",
    "W = W - lr * dW",
    "d_model, h_t, W_Q, h_prev and alpha_bar",
    "p_theta(x) and softmax_i",
    "k=3 in k-means, alpha=0.1",
    "what does temperature=0.7 do",
    "batch size=32 vs batch size=64",
    "is backprop=gradient descent?",
    "784 -> 16 -> 16 -> 10",
    "28x28 pixels, 1x1 convolution",
    "vec(king) - vec(man) + vec(woman)",
    "ChatGPT PyTorch LaTeX OpenAI StatQuest YouTube LSTMs ReLU BERT GPT-3 word2vec GloVe TensorFlow JavaScript",
    "fastText spaCy nanoGPT mBERT biLSTM iPhone macOS GradientDescent YOLOv8",
    "what is e.g. a CNN, i.e. node.js or llama.cpp",
    "ok.Then what",
    "aula.Como funciona?",
    "I like the model.how does it work",
    "obrigado!Agora entendi.Mas e a LSTM?",
    "U.S.A. and a.m. and Ph.D.",
    "how do I install with pip",
    "does pip install work",
    "rede(s) neural(is)",
    "LSTM(long short term memory)",
    "BERT(2018)",
    "and/or encoder/decoder, km/h",
    "what does `LSTM` mean, and `gradient descent`?",
    "`y = mx + b`",
    "```what is an LSTM?```",
    "_what_ is **attention** and __dropout__",
    "for the LSTM:",
    "if I train the network:",
    "for example in class:",
    "import error",
    "if loss > 0.5: what happens",
    "return sequences or hidden states?",
    "vanishing gradient error: how big is it?",
    "chapters (3, 4)",
    "# What is attention?",
    "https://playground.tensorflow.org/#activation=tanh&batchSize=10 o que é isso",
    "<:my_emoji:123456> o que é",
    "a `lonely backtick",
    "use torch.how do I",
    "a (lonely) parenthesis) and f(another",
    "",
]


@pytest.mark.parametrize(("typed", "prose", "kinds"), CODE)
def test_code_is_taken_out_of_the_prose(typed: str, prose: str, kinds: str) -> None:
    split = split_code(typed)
    assert split.prose == prose
    assert ", ".join(span.kind for span in split.spans) == kinds


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_code_is_code_and_the_question_under_it_is_not(line: str) -> None:
    split = split_code(f"{line}\no que é isso?")
    assert split.prose == "…\no que é isso?"
    assert split.is_code_like


@pytest.mark.parametrize(("typed", "prose"), MESSAGES)
def test_an_error_message_ends_where_prose_begins(typed: str, prose: str) -> None:
    split = split_code(typed)
    assert split.prose == prose
    assert {span.kind for span in split.spans} == {Kind.ERROR}


@pytest.mark.parametrize("typed", PROSE)
def test_prose_and_mathematics_are_left_as_they_are(typed: str) -> None:
    split = split_code(typed)
    assert split.prose == typed
    assert split.spans == ()
    assert not split.is_code_like


def test_a_statement_with_prose_behind_it_ends_before_the_prose() -> None:
    typed = "optimizer = torch.optim.SGD(net.parameters(), lr=0.01){}what makes it 'stochastic'?"
    assert split_code(typed.format("\n")).prose == "…\nwhat makes it 'stochastic'?"
    assert split_code(typed.format(" ")).prose == "… what makes it 'stochastic'?"


@pytest.mark.parametrize(
    "lines",
    [
        ["Traceback (most recent call last):", '  File "a.py", line 3, in <module>', "    model(x)"],
        ["Traceback (most recent call last):", '  File "a.py", line 3, in run'],
    ],
)
@pytest.mark.parametrize("gap", ["\n", " "])
def test_a_traceback_ends_with_its_error(lines: list[str], gap: str) -> None:
    split = split_code(gap.join([*lines, "KeyError: 'loss'"]) + "\nwhat is a loss?")
    assert split.prose == f"…{gap}…\nwhat is a loss?"
    assert [span.kind for span in split.spans] == [Kind.TRACEBACK, Kind.ERROR]


def test_each_error_of_a_message_is_found() -> None:
    split = split_code("ValueError: bad KeyError: worse\nIndexError: no such place, por que?")
    assert split.prose == "…\n… por que?"
    assert len(split.spans) == 2


def test_a_traceback_without_its_error_ends_with_its_indented_lines() -> None:
    assert split_code("Traceback (most recent call last):\n  model(x)\nwhat is it").prose == "…\nwhat is it"
    assert split_code("Traceback (most recent call last):\n  model(x)").prose == "…"


def test_a_traceback_within_another_is_part_of_it() -> None:
    inner = "Traceback (most recent call last):\n  model(x)\n  Traceback (most recent call last):\n    y()\nwhat is it"
    assert split_code(inner).prose == "…\nwhat is it"


def test_single_frames_are_tracebacks() -> None:
    split = split_code('it says File "a.py", line 3, why?\n\tat org.Net.run(Net.java:3)')
    assert split.prose == "it says …, why?\n…"
    assert {span.kind for span in split.spans} == {Kind.TRACEBACK}


def test_comments_and_indented_lines_beside_code_are_code() -> None:
    typed = "# the loop\nfor x in range(3):\n    hidden state\n# forget gate\n\nwhat is a gate?"
    assert split_code(typed).prose == "…\n…\n    …\n…\n\nwhat is a gate?"


def test_a_line_of_many_words_is_no_statement() -> None:
    assert split_code("x = " + "attention " * 60).spans == ()


def test_spans_tell_where_they_stand() -> None:
    (span,) = split_code("why nn.Linear?").spans
    assert span == ("nn.Linear", Kind.IDENTIFIER, 4, 13)


@pytest.mark.parametrize("typed", ["a 32x512 matrix", "since 2.0.1", "em dados.csv"])
def test_what_plain_questions_have_too_makes_no_message_code_like(typed: str) -> None:
    split = split_code(typed)
    assert split.spans
    assert not split.is_code_like


def test_words_inside_names_are_hints() -> None:
    assert identifier_words("MultiheadAttention") == ["multi", "head", "attention"]
    assert identifier_words("nn.LSTMCell(hidden_size)") == ["nn", "lstm", "cell", "hidden", "size"]
    split = split_code("nn.MultiheadAttention and `hidden_size`: KeyError: 'gate'")
    assert split.hints == ("multi", "head", "attention", "hidden", "size")

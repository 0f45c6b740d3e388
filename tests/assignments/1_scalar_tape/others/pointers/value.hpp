// Raw pointers, a graph in place of a tape, a heap of nodes by their age: another right answer.
#ifndef MY_VALUE
#define MY_VALUE
#include <map>
#include <queue>
#include <vector>
struct Node {
  double v;
  Node *l = nullptr, *r = nullptr;
  double dl = 0, dr = 0;
  long born;
};
static long births = 0;
class Value {
 public:
  Node* n;
  Value(double v) : n(new Node{v}) { n->born = ++births; }
  Value(double v, Node* l, Node* r, double dl, double dr) : n(new Node{v, l, r, dl, dr}) {
    n->born = ++births;
  }
  double value() const { return n->v; }
};
static Value operator*(Value a, Value b) {
  return Value(b.n->v * a.n->v, b.n, a.n, a.n->v, b.n->v);
}
static Value operator+(Value a, Value b) { return Value(b.n->v + a.n->v, b.n, a.n, 1, 1); }
static std::vector<double> gradient(Value y, std::vector<Value> xs) {
  std::map<Node*, double> g;
  auto younger = [](Node* a, Node* b) { return a->born < b->born; };
  std::priority_queue<Node*, std::vector<Node*>, decltype(younger)> todo(younger);
  g[y.n] = 1.0;
  todo.push(y.n);
  auto give = [&](Node* to, double part) {
    if (!to) return;
    if (!g.count(to)) {
      g[to] = 0;
      todo.push(to);
    }
    g[to] = part + g[to];
  };
  while (!todo.empty()) {
    Node* at = todo.top();
    todo.pop();
    give(at->r, at->dr * g[at]);
    give(at->l, at->dl * g[at]);
  }
  std::vector<double> out;
  for (auto& x : xs) out.push_back(g.count(x.n) ? g[x.n] : 0.0);
  return out;
}
#endif

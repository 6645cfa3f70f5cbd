class Mean:
    def __init__(self):
        self.sum = 0.0
        self.n = 0

    def __call__(self, x):
        self.sum = self.sum + x
        self.n = self.n + 1

    def result(self):
        return self.sum / self.n

    def reset_state(self):
        self.sum = 0.0

/* A case holds its first statement only; cases may nest in each other and in loops. */
void work(int);
int s(int n)
{
    switch (n) {
        int hidden;
    case 1:
        work(1);
        work(2);
        break;
    case 2:
    case 3 ... 5:
        hidden = 4;
        work(hidden);
        __attribute__((fallthrough));
    case 'x':
    default:
        work(6);
    }
    switch (n)
    case 7:
        return 1;
    switch (n % 2) {
    case 0:
        do {
            work(8);
        case 1:;
        } while (--n > 0);
    }
    return 0;
}

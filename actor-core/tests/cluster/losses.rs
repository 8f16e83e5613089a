//! What members see of each other's ends, silence and absence.

use std::collections::BTreeSet;

use crate::cluster::{Cluster, SIZE, all_but, name, pairs};
use crate::member::Kind::{self, Erlang, Ours};

/// What befalls a cluster.
#[derive(Clone, Copy)]
enum Loss {
    /// A member ends, with no chance to say farewell, and starts again.
    Kill(usize),
    /// A member hangs for so long that all others give it up, and goes on.
    Freeze(usize),
    /// A connection ends.
    Cut(usize, usize),
}

#[test]
fn five_of_ours_lose_and_regain_members() {
    lose([Ours; SIZE], &[Loss::Kill(4), Loss::Freeze(1), Loss::Cut(2, 3)]);
}

#[test]
fn four_of_erlang_and_one_of_ours_lose_and_regain_members() {
    let kinds = [Erlang, Erlang, Ours, Erlang, Erlang];
    lose(
        kinds,
        &[
            Loss::Kill(2),
            Loss::Kill(4),
            Loss::Freeze(2),
            Loss::Cut(2, 3),
            Loss::Cut(0, 1),
        ],
    );
}

#[test]
fn three_of_ours_and_two_of_erlang_lose_and_regain_members() {
    let kinds = [Ours, Erlang, Ours, Erlang, Ours];
    lose(
        kinds,
        &[
            Loss::Kill(4),
            Loss::Kill(3),
            Loss::Freeze(1),
            Loss::Cut(1, 2),
            Loss::Cut(2, 4),
        ],
    );
}

fn lose(kinds: [Kind; SIZE], losses: &[Loss]) {
    let Some(mut cluster) = Cluster::start(kinds) else { return };
    for loss in losses {
        cluster.watches();
        match *loss {
            Loss::Kill(victim) => kill(&mut cluster, victim),
            Loss::Freeze(victim) => freeze(&mut cluster, victim),
            Loss::Cut(one, other) => cut(&mut cluster, one, other),
        }
        cluster.were_told_once();
    }
    cluster.watches();
    cluster.end_all_servers();
}

fn kill(cluster: &mut Cluster, victim: usize) {
    cluster.member(victim).kill();
    is_lost(cluster, victim);
    cluster.starts_again(victim);
    let others = all_but(victim);
    assert!(cluster.connects(victim, others[0]));
    cluster.meets();
}

fn freeze(cluster: &mut Cluster, victim: usize) {
    let others = all_but(victim);
    let pizza = format!("pizza{victim}");
    let claim = format!("claim {pizza}");
    assert_eq!(cluster.member(victim).ask(&claim), "yes");
    cluster.meets();
    cluster.member(victim).freeze();
    is_lost(cluster, victim);
    // Its names are free, and one of them is given away.
    let heir = others[1];
    assert_eq!(cluster.member(heir).ask(&claim), "yes");
    cluster.until("all know the heir", |cluster| cluster.is_part(&others));
    cluster.member(victim).thaw();
    for other in &others {
        cluster.hear_of(&[victim], *other);
    }
    cluster.until("it knows that it is alone", |cluster| {
        cluster.is_part(&[victim])
    });
    // Two have the name now, until they meet.
    let owner = |cluster: &mut Cluster, member: usize| {
        cluster.names(member).get(&pizza).cloned()
    };
    assert_eq!(owner(cluster, victim), Some(name(victim)));
    assert_eq!(owner(cluster, heir), Some(name(heir)));
    assert!(cluster.connects(victim, others[0]));
    cluster.meets();
    let winner = owner(cluster, victim).unwrap();
    let (winner, loser) =
        if winner == name(victim) { (victim, heir) } else { (heir, victim) };
    assert_eq!(owner(cluster, loser), Some(name(winner)));
    let lost = format!("lost {pizza} killed");
    cluster.until("one of the two was killed", |cluster| {
        cluster.member(loser).ask("nodes");
        cluster.member(loser).events().contains(&lost)
    });
    cluster.member(winner).ask("nodes");
    let not_lost = !cluster.member(winner).events().contains(&lost);
    assert!(not_lost, "both owners of {pizza} were killed");
}

/// Waits until all others have lost a member, and sees that they have lost
/// nobody else.
fn is_lost(cluster: &mut Cluster, victim: usize) {
    let others = all_but(victim);
    cluster.hear_of(&others, victim);
    cluster.until("its names are gone", |cluster| cluster.is_part(&others));
    for one in &others {
        for other in others.iter().filter(|it| *it != one) {
            assert_eq!(cluster.told(*one, *other), [0; 4]);
        }
        assert_eq!(cluster.told(*one, victim), [1; 4]);
    }
}

/// Partitions do not overlap: in the end each is connected to all that any of
/// those is connected to, and the two are not in the same part.
fn cut(cluster: &mut Cluster, one: usize, other: usize) {
    let disconnect = format!("disconnect {}", name(other));
    assert_eq!(cluster.member(one).ask(&disconnect), "true");
    cluster.until("the parts do not overlap", |cluster| {
        let parts = (0..SIZE).map(|member| {
            let mut part = cluster.nodes(member);
            part.insert(member);
            part
        });
        let parts: Vec<BTreeSet<_>> = parts.collect();
        !parts[one].contains(&other)
            && parts
                .iter()
                .all(|part| part.iter().all(|it| parts[*it] == *part))
            && parts.iter().all(|part| {
                cluster.is_part(&part.iter().copied().collect::<Vec<_>>())
            })
    });
    for (one, other) in pairs() {
        if !cluster.nodes(one).contains(&other) {
            cluster.hear_of(&[one], other);
        }
    }
    cluster.meets_again();
}
